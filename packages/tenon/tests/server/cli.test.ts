/** The command line: what it says, where it listens, and its exit codes. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { freePort, type Process, Project } from "./project.ts";
import { serviceSource } from "./service.fixture.ts";

const project = (files: Readonly<Record<string, string>> = {}) =>
  new Project({ "main.ts": serviceSource, ...files });

async function result(process: Process): Promise<{ code: unknown; out: string; err: string }> {
  return { code: await process.ended, out: process.out, err: process.err };
}

test("help for all and for each command, and the version", async () => {
  const here = project();
  const overview = await result(here.tenon(["--help"]));
  expect(overview).toMatchObject({ code: 0, err: "" });
  for (const name of ["dev", "serve", "worker", "routes", "openapi"]) {
    expect(overview.out).toContain(`  ${name} <module>`);
    const help = await result(here.tenon([name, "--help"]));
    expect(help).toMatchObject({ code: 0, err: "" });
    expect(help.out).toContain(`tenon ${name} <module>`);
    expect(help.out).toContain("--help");
  }
  expect(overview.out).not.toContain("serve-child");
  expect(await result(here.tenon(["--version"]))).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
  });
});

test.each([
  [["serv", "main.ts"], 'There is no command "serv". Did you mean "tenon serve"?\n'],
  [["frobnicate"], 'There is no command "frobnicate". See "tenon --help".\n'],
  [["--frob"], 'There is no option "--frob". See "tenon --help".\n'],
  [["serve", "main.ts", "--prot=1"], '"tenon serve" has no option --prot. Did you mean --port?\n'],
  [["serve"], '"tenon serve" needs <module>: tenon serve <module> [options]\n'],
  [
    ["routes", "main.ts", "more"],
    '"tenon routes" does not know what to do with "more": tenon routes <module> [options]\n',
  ],
  [
    ["worker", "main.ts", "--concurrency=many"],
    '--concurrency must be a whole number, 1 to 9999; it is "many".\n',
  ],
  [["worker", "main.ts", "--queues=,"], "--queues needs the names of jobs, separated by commas.\n"],
  [["serve", "main.ts", "--port=http"], '--port must be a port, 0 to 65535; it is "http".\n'],
])("a wrong command line %j is one sentence, and 2", async (args, err) => {
  expect(await result(project().tenon(args))).toEqual({ code: 2, out: "", err });
});

test.each([
  ["nothing.ts", {}, /^There is no file nothing\.ts \(looked for .*nothing\.ts\)\.\n$/],
  ["m.ts", { "m.ts": "export const app = 1;" }, /it has none, only app\.\n$/],
  [
    "m.ts",
    { "m.ts": "export default { a: 1 };" },
    /must be an app \(createApp\), or a function that makes one; it is \{ a: 1 \}\.\n$/,
  ],
  [
    "m.ts",
    { "m.ts": "export { default as service } from './main.ts';" },
    /there is an app named "service": write "export default service"\.\n$/,
  ],
  [
    "m.ts",
    { "m.ts": "import { router } from 'tenon'; export default router({}, {});" },
    /it is a router: put it into createApp/,
  ],
  [
    "m.ts",
    { "m.ts": "export default async () => 7;" },
    /must return an app \(createApp\); it returned 7\.\n$/,
  ],
  ["m.ts", { "m.ts": "\nexport default = 1;" }, /m\.ts:2\n[\s\S]*\^/],
  ["m.ts", { "m.ts": "import './broken.js';", "broken.js": "\n\nlet = ;" }, /broken\.js:3\n/],
  [
    "m.ts",
    { "m.ts": "import { nope } from './main.ts';" },
    /m\.ts:1\n.*\n.*\n.*does not provide an export named 'nope'/,
  ],
  ["m.ts", { "m.ts": "import './missing.ts';" }, /Cannot find module '.*missing\.ts' imported from .*m\.ts/],
  [
    "m.ts",
    { "m.ts": "function load(): void { throw new Error('no luck'); }\nload();" },
    /^Error: no luck\n {4}at load \(.*m\.ts:1:/,
  ],
  [
    "m.ts",
    {
      "m.ts":
        "class ConfigError extends Error { name = 'ConfigError'; }\nthrow new ConfigError('PORT is wrong');",
    },
    /^PORT is wrong\n$/,
  ],
])("a module %s without an app (%j) says what was found, and 1", async (module, files, err) => {
  const outcome = await result(project(files).tenon(["routes", module]));
  expect(outcome).toMatchObject({ code: 1, out: "" });
  expect(outcome.err).toMatch(err);
  expect(outcome.err).not.toContain("node:internal");
  expect(outcome.err).not.toContain("tenon/src/cli");
});

test("a declaration that does not hold is its message alone", async () => {
  const here = project({
    "m.ts":
      "import { createApp, get } from 'tenon'; export default createApp({ title: '', version: '', routes: { a: get('/x', () => 1), b: get('/x', () => 2) } });",
  });
  const outcome = await result(here.tenon(["serve", "m.ts", "--port=0"]));
  expect(outcome).toMatchObject({ code: 1, out: "" });
  expect(outcome.err.trim().split("\n")).toHaveLength(1);
  expect(outcome.err).toContain("/x");
});

test("routes: a table, or JSON; of a factory too", async () => {
  const here = project({
    "factory.ts":
      "import { createApp, del, get, socket } from 'tenon'; export default async () => createApp({ title: '', version: '', routes: { live: socket('/live', {}, () => {}), one: get('/a/:id', () => 1), gone: del('/a', () => 2) } });",
  });
  expect((await result(here.tenon(["routes", "factory.ts"]))).out).toBe(
    "METHOD     PATH    OPERATION\nGET        /a/:id  one\nDELETE     /a      gone\nWEBSOCKET  /live   live\n",
  );
  const json = await result(here.tenon(["routes", "main.ts", "--json"]));
  expect(JSON.parse(json.out)).toContainEqual({ method: "POST", path: "/store", id: "store" });
});

test("openapi: the document, to standard output or to a file", async () => {
  const here = project();
  const shown = await result(here.tenon(["openapi", "main.ts"]));
  expect(shown).toMatchObject({ code: 0, err: "" });
  expect(JSON.parse(shown.out)).toMatchObject({ openapi: "3.1.0", info: { title: "Service" } });
  expect(await result(here.tenon(["openapi", "main.ts", "--out", "api.json"]))).toEqual({
    code: 0,
    out: "",
    err: "",
  });
  expect(readFileSync(join(here.folder, "api.json"), "utf8")).toBe(shown.out);
  const nowhere = await result(here.tenon(["openapi", "main.ts", "--out", "no/such/api.json"]));
  expect(nowhere).toMatchObject({ code: 1, err: expect.stringContaining("cannot be written") });
});

test("flags win over the environment, that over the module's own settings", async () => {
  const [flag, variable, exported] = [await freePort(), await freePort(), await freePort()];
  const here = project({
    "main.ts": `${serviceSource}\nexport const server = { port: ${exported}, host: "127.0.0.1" };`,
  });
  const listens = async (args: readonly string[], env: Readonly<Record<string, string>>) => {
    const service = here.tenon(["serve", "main.ts", ...args], env);
    const url = await service.url();
    await service.kill();
    return url;
  };
  expect(await listens([`--port=${flag}`], { PORT: String(variable) })).toBe(`http://127.0.0.1:${flag}`);
  expect(await listens([], { PORT: String(variable), HOST: "localhost" })).toBe(
    `http://localhost:${variable}`,
  );
  expect(await listens([], { PORT: "" })).toBe(`http://127.0.0.1:${exported}`);
  const wrong = here.tenon(["serve", "main.ts"], { PORT: "many" });
  expect(await result(wrong)).toMatchObject({
    code: 1,
    err: 'PORT must be a port, 0 to 65535; it is "many".\n',
  });
});

test("serve is production unless it is told otherwise, and says where it listens", async () => {
  const here = project();
  const service = here.tenon(["serve", "main.ts", "-p", "0"]);
  const url = await service.url();
  expect(await (await fetch(`${url}/env`)).json()).toEqual({ env: "production" });
  const line = JSON.parse(service.out.split("\n")[0] ?? "");
  expect(line).toMatchObject({ url, docs: `${url}/docs`, msg: `Listening on ${url}` });
  const staging = here.tenon(["serve", "main.ts", "--port=0"], { NODE_ENV: "staging" });
  expect(await (await fetch(`${await staging.url()}/env`)).json()).toEqual({ env: "staging" });
});

test("a second process on the same port says so, and 1", async () => {
  const here = project();
  const first = here.tenon(["serve", "main.ts", "--port=0"]);
  const { port } = new URL(await first.url());
  const second = await result(here.tenon(["serve", "main.ts", "--port", port]));
  expect(second).toMatchObject({
    code: 1,
    err: `Port ${port} is in use: another process listens on it. Stop it, or choose another with --port or PORT.\n`,
  });
  expect(second.out).not.toContain("Listening");
});
