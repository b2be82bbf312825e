/** What a stranger gets: the package as it would be published, installed in an empty folder, used from TypeScript. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Consumer, packTenon, repository, waitForAnswer } from "./consumer.ts";

const app = `
import { createApp, get, HttpError, router } from "tenon";
import * as z from "zod";

const routes = router({ prefix: "/items", tags: ["items"] }, {
  one: get(
    "/:id",
    {
      params: { id: z.int() },
      query: { q: z.string().optional() },
      response: z.object({ id: z.int(), q: z.string().optional() }),
    },
    ({ params, query }) => {
      if (params.id === 0) throw new HttpError(404, "No such item");
      return { id: params.id, q: query.q };
    },
  ),
});

const app = createApp({ title: "Shop", version: "1.0.0", routes: { items: routes } });
export default app;

if (import.meta.main) {
  const response = await app.fetch(new Request("http://localhost/items/7?q=seven"));
  console.log(response.status, await response.text());
}
`;

const withJobs = `
import { createApp, dependency } from "tenon";
import { job, jobEngine, jobs } from "tenon/jobs";

const database = dependency({ scope: "app" }, () => ({ connectionString: "postgres://127.0.0.1:1/nowhere" }));
const engine = jobEngine({ database });
const soon = job("soon", {}, () => undefined);
export default createApp({ title: "Jobs", version: "1.0.0", routes: {}, jobs: jobs({ engine, jobs: { soon } }) });
`;

const wrong = `
import { get } from "tenon";
import * as z from "zod";
get("/:id", { params: { id: z.int() } }, ({ params }) => params.id.toUpperCase());
`;

let consumer: Consumer;

beforeAll(async () => {
  consumer = await Consumer.create();
  const tarball = packTenon(consumer.folder);
  consumer.write("app.ts", app);
  // Optional, each with an entry point for those who have it.
  const packages = [tarball, "zod@4", "typebox@1", "prom-client@15", "@types/node@24"];
  await consumer.run("npm", ["install", "--no-audit", "--no-fund", ...packages]);
}, 300_000);

afterAll(() => consumer?.remove());

describe("the packed package", () => {
  test("holds compiled files, declarations, source maps and texts, and no sources or tests", () => {
    const files = readdirSync(consumer.path("node_modules/tenon"), { recursive: true, encoding: "utf8" });
    expect(files).toEqual(
      expect.arrayContaining([
        "AGENTS.md",
        "LICENSE",
        "llms.txt",
        "README.md",
        "index.js",
        "index.d.ts",
        "index.js.map",
        "bin/tenon.js",
      ]),
    );
    expect(files.filter((file) => /(?<!\.d)\.ts$|\.test\.|tsconfig|^src/.test(file))).toEqual([]);
  });

  test("imports from every entry point it promises", async () => {
    const manifest = JSON.parse(readFileSync(consumer.path("node_modules/tenon/package.json"), "utf8"));
    const names = Object.keys(manifest.exports).filter((name) => !name.endsWith(".json"));
    const imports = names.map((name) => `await import(${JSON.stringify(join("tenon", name))});`);
    await consumer.run("node", ["--input-type=module", "--eval", imports.join("\n")]);
    expect(names).toContain("./testing");
  });

  test("writes a client that imports nothing", async () => {
    await consumer.run("npx", ["tenon", "client", "app.ts", "--out", "client.ts"]);
    const code = `import { createClient } from "./client.ts"; console.log(typeof createClient({ baseUrl: "" }).items.one);`;
    const { stdout } = await consumer.run("node", ["--input-type=module", "--eval", code]);
    expect(stdout.trim()).toBe("function");
    expect(readFileSync(consumer.path("client.ts"), "utf8")).not.toMatch(/^import/m);
  });

  test("answers in process when Node runs the TypeScript file", async () => {
    const { stdout } = await consumer.run("node", ["app.ts"]);
    expect(stdout.trim()).toBe('200 {"id":7,"q":"seven"}');
  });

  test("serves over HTTP by its command and stops cleanly", async () => {
    const server = await consumer.serve("app.ts");
    try {
      const found = await waitForAnswer(server, "/items/7?q=seven");
      expect([found.status, await found.json()]).toEqual([200, { id: 7, q: "seven" }]);

      const missing = await fetch(`${server.origin}/items/0`);
      expect([missing.status, await missing.json()]).toEqual([404, { detail: "No such item" }]);

      const invalid = await fetch(`${server.origin}/items/seven`);
      expect(invalid.status).toBe(422);

      for (const path of ["/openapi.json", "/docs", "/redoc"]) {
        expect([path, (await fetch(server.origin + path)).status]).toEqual([path, 200]);
      }
    } finally {
      expect(await server.stop()).toBe(0);
    }
  });

  test("says what to install where an app has jobs and pg-boss is not there", async () => {
    consumer.write("jobs.ts", withJobs);
    for (const command of ["worker", "serve"])
      await expect(consumer.run("npx", ["--no-install", "tenon", command, "jobs.ts"])).rejects.toThrow(
        "Jobs are kept by pg-boss, which is not installed: npm install pg-boss @opentelemetry/api",
      );
  });
});

describe("its types", () => {
  test.each(["nodenext", "bundler"])(
    "resolve and are sound for a strict consumer (%s)",
    async (resolution) => {
      consumer.write("tsconfig.json", consumerConfig(resolution, ["app.ts"]));
      await consumer.run("node", [join(repository, "node_modules/typescript/bin/tsc")]);
    },
  );

  test("are not any: a wrong use does not compile", async () => {
    consumer.write("wrong.ts", wrong);
    consumer.write("tsconfig.json", consumerConfig("nodenext", ["wrong.ts"]));
    const check = consumer.run("node", [join(repository, "node_modules/typescript/bin/tsc")]);
    await expect(check).rejects.toThrow("toUpperCase");
  });
});

function consumerConfig(resolution: string, files: readonly string[]): string {
  const module = resolution === "bundler" ? "preserve" : "nodenext";
  const compilerOptions = {
    ...{ module, moduleResolution: resolution, target: "es2024", lib: ["es2024", "esnext.disposable"] },
    ...{ types: ["node"], strict: true, skipLibCheck: false, noEmit: true },
  };
  return JSON.stringify({ compilerOptions, files });
}
