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
  for (const name of ["dev", "serve", "worker", "routes", "openapi", "check"]) {
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
  [
    ["check", "main.ts", "--allow=docs,nonsense"],
    expect.stringMatching(/^--allow: there is no finding "nonsense"; there are access, /) as never,
  ],
  [
    ["serve", "main.ts", "--workers=many"],
    '--workers must be a whole number, 1 to 999, or "auto"; it is "many".\n',
  ],
  [
    ["serve", "main.ts", "--drain-delay=soon"],
    '--drain-delay must be a number of seconds, 0 to 999; it is "soon".\n',
  ],
  [
    ["serve", "main.ts", "--key=key.pem"],
    "--cert and --key go together: the certificate chain, and its private key.\n",
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
    /^Error: no luck\n {4}at load \(.*m\.ts:1:[\s\S]*\n1 \| function load\(\): void \{ throw new Error\('no luck'\); \}\n {2}\| +\^\n$/,
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

test("routes: a table with scopes and needs, or JSON with all dependencies; of a factory too", async () => {
  const here = project({
    "factory.ts": `import { createApp, del, dependency, get, secured, socket } from 'tenon';
import { oauth2PasswordBearer } from 'tenon/security';
const pool = dependency({ scope: "app", name: "pool" }, () => 1);
const token = oauth2PasswordBearer({ tokenUrl: "/token", scopes: { "a:read": "" } });
const user = dependency({ name: "user", depends: { token, pool } }, () => "ada");
export default async () => createApp({ title: '', version: '', routes: {
  live: socket('/live', {}, () => {}),
  one: get('/a/:id', { depends: { user: secured(user, "a:read") } }, () => 1),
  gone: del('/a', () => 2) } });`,
  });
  expect((await result(here.tenon(["routes", "factory.ts"]))).out).toBe(
    [
      "METHOD     PATH    OPERATION  SCOPES  NEEDS",
      "GET        /a/:id  one        a:read  user",
      "DELETE     /a      gone       -       -",
      "WEBSOCKET  /live   live       -       -",
      "",
    ].join("\n"),
  );
  const json = JSON.parse((await result(here.tenon(["routes", "factory.ts", "--json"]))).out);
  const bearer = json[0]?.dependencies[0];
  expect(json[0]).toEqual({
    ...{ method: "GET", path: "/a/:id", id: "one", scopes: ["a:read"], needs: ["user"] },
    dependencies: [bearer, "pool", "user"],
  });
});

test("openapi --check: what breaks is listed, and 1; what does not is written over the old one", async () => {
  const version = (response: string): string =>
    `import { createApp, get } from 'tenon'; import { z } from 'zod';
export default createApp({ title: 'A', version: '1', routes: { one: get('/one', { response: ${response} }, () => null as never) } });`;
  const here = project({ "m.ts": version("z.object({ a: z.int(), b: z.int() })") });
  await result(here.tenon(["openapi", "m.ts", "--out=api.json"]));
  here.write("m.ts", version("z.object({ a: z.int() })"));
  const broken = await result(here.tenon(["openapi", "m.ts", "--check=api.json", "--out=api.json"]));
  expect(broken).toEqual({
    code: 1,
    out: 'What breaks the clients of api.json (1):\n  GET /one: the response 200: property "b" is removed\n',
    err: "",
  });
  here.write("m.ts", version("z.object({ a: z.int(), b: z.int(), c: z.int() })"));
  const fine = await result(here.tenon(["openapi", "m.ts", "--check=api.json", "--out=api.json"]));
  expect(fine).toMatchObject({ code: 0, out: "Nothing breaks the clients of api.json.\n" });
  expect(readFileSync(join(here.folder, "api.json"), "utf8")).toContain('"c"');
  const none = await result(here.tenon(["openapi", "m.ts", "--check=package.json"]));
  expect(none).toMatchObject({ code: 1, err: "package.json is no OpenAPI document: it has no paths.\n" });
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

test("check --deploy: each finding says what is so and what to do, and 1; what is mended or meant is none", async () => {
  const careless = `import { createApp, get, post } from 'tenon'; import { cors, trustedHost } from 'tenon/middleware'; import { z } from 'zod';
export const server = { trustProxy: ["0.0.0.0/0"], requestTimeout: 0 };
export default createApp({ title: 'A', version: '1', middleware: [cors({ origins: "*" })],
  routes: { up: post('/up', { body: z.object({}), bodyLimit: 1e9 }, () => 1) } });`;
  const careful = `import { createApp, get, healthRoutes, open } from 'tenon'; import { cors, secureHeaders, trustedHost } from 'tenon/middleware';
import { rateLimit } from 'tenon/rate-limit';
export const server = { workers: 2 };
export default createApp({ title: 'A', version: '1', requireAccess: true, docs: false,
  middleware: [cors({ origins: ["https://a.example"] }), secureHeaders(), trustedHost({ hosts: ["a.example"] }), rateLimit({ name: "a", limit: 9, window: 9 })],
  routes: { health: healthRoutes() } });`;
  const here = project({ "careless.ts": careless, "careful.ts": careful });
  const env = { SESSION_SECRET: "changeme", API_TOKEN: "abc", LOG_LEVEL: "debug", NODE_ENV: "staging" };
  const found = await result(here.tenon(["check", "careless.ts", "--deploy", "--json"], env));
  expect(found.code).toBe(1);
  const findings = JSON.parse(found.out) as { name: string; what: string; advice: string }[];
  expect(findings.map(({ name }) => name)).toEqual(
    "secrets secrets debug debug cors access docs hosts headers limits timeouts bodies proxies readiness workers".split(
      " ",
    ),
  );
  expect(findings.every(({ what, advice }) => what.endsWith(".") && advice !== "")).toBe(true);
  expect(found.out).not.toContain("changeme");
  const text = await result(
    here.tenon(["check", "careless.ts", "--deploy", "--allow", "access,docs,workers"]),
  );
  expect(text).toMatchObject({ code: 1, err: "" });
  expect(text.out).toMatch(/^hosts +Any Host header is taken\.\n +Name your hosts/m);
  expect(text.out).not.toMatch(/^(access|docs|workers) /m);
  expect(await result(here.tenon(["check", "careful.ts", "--deploy"]))).toEqual({
    ...{ code: 0, out: "Nothing found.\n", err: "" },
  });
  expect(await result(here.tenon(["check", "careless.ts"]))).toMatchObject({ code: 0 });
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
