import { expect, test } from "vitest";
import { project } from "./project.ts";

const app = (answer: string) => `
import { createApp, dependency, get } from "tenon";
const pool = dependency({ scope: "app" }, async function* () {
  yield 1;
  console.log("pool closed");
});
export default createApp({
  title: "Test",
  version: "1.0.0",
  routes: {
    hello: get("/hello", { depends: { pool } }, () => ${JSON.stringify(answer)}),
    slow: get("/slow", () => new Promise((resolve) => { console.log("slow begun"); setTimeout(() => resolve("done"), 500); })),
  },
});
`;
const address = /http:\/\/127\.0\.0\.1:\d+/;
const anyPort = ["--port", "0", "--host", "127.0.0.1"];

test.each(["SIGTERM", "SIGINT"] as const)(
  "serve ends politely on %s: what is in flight is answered, then everything closes",
  async (signal) => {
    const it = await project({ "app.ts": app("hello") });
    const command = it.tenon(["serve", "app.ts", ...anyPort]);
    const [base] = await command.printed(address);
    expect(await (await fetch(`${base}/hello`)).json()).toBe("hello");
    const slow = fetch(`${base}/slow`);
    await command.printed(/slow begun/);
    command.child.kill(signal);
    const answer = await slow;
    expect([answer.status, await answer.json()]).toEqual([200, "done"]);
    expect(await command.ended()).toBe(0);
    expect(command.output()).toContain("pool closed");
    await expect(fetch(`${base}/hello`)).rejects.toThrow();
  },
);

test("a port in use is said plainly", async () => {
  const it = await project({ "app.ts": app("hello") });
  const first = it.tenon(["serve", "app.ts", ...anyPort]);
  const [base = ""] = await first.printed(address);
  const { port } = new URL(base);
  const second = it.tenon(["serve", "app.ts", "--port", port, "--host", "127.0.0.1"]);
  expect(await second.ended()).toBe(1);
  expect(second.output()).toContain(`Port ${port} is in use`);
});

test("dev starts again when a file changes, and waits for the next change when it cannot", async () => {
  const it = await project({ "app.ts": app("first") });
  const command = it.tenon(["dev", "app.ts", ...anyPort]);
  const [first] = await command.printed(address);
  expect(await (await fetch(`${first}/hello`)).json()).toBe("first");
  await it.write("app.ts", "export default 1;");
  await command.printed(/default export/);
  const before = [...command.output().matchAll(new RegExp(address, "g"))].length;
  await it.write("app.ts", app("second"));
  const [second] = await command.printed(address, before + 1);
  expect(await (await fetch(`${second}/hello`)).json()).toBe("second");
  command.child.kill("SIGTERM");
  expect(await command.ended()).toBe(0);
});

test("routes and openapi print what an app has", async () => {
  const it = await project({ "app.ts": app("hello") });
  const routes = it.tenon(["routes", "app.ts"]);
  expect(await routes.ended()).toBe(0);
  expect(routes.output()).toMatch(/GET\s+\/hello\s+hello/);
  const openapi = it.tenon(["openapi", "app.ts"]);
  expect(await openapi.ended()).toBe(0);
  expect(JSON.parse(openapi.output())).toMatchObject({
    openapi: expect.stringMatching(/^3\.1/),
    info: { title: "Test" },
  });
});

test.each([
  [["--help"], 0, /tenon serve|serve +/],
  [["serve", "--help"], 0, /--port/],
  [["--version"], 0, /\d+\.\d+\.\d+/],
  [["swerve"], 2, /serve/],
  [["serve", "app.ts", "--prot", "1"], 2, /prot/],
  [["serve", "missing.ts"], 1, /missing\.ts/],
  [["serve", "broken.ts"], 1, /broken\.ts/],
  [["serve", "contradiction.ts"], 1, /users\.one reads the path parameter "id"/],
] as const)("tenon %j ends with %d and says why", async (args, code, text) => {
  const it = await project({
    "app.ts": app("hello"),
    "broken.ts": "export default {};",
    "contradiction.ts": `
import { createApp, get } from "tenon";
import { z } from "zod";
export default createApp({ title: "T", version: "1", routes: { users: { one: get("/", { params: z.object({ id: z.int() }) }, () => 1) } } });
`,
  });
  const command = it.tenon(args);
  expect(await command.ended()).toBe(code);
  expect(command.output()).toMatch(text);
  // A sentence, not a stack.
  expect(command.output()).not.toMatch(/\n +at /);
});
