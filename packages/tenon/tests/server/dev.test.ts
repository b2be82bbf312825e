/** `tenon dev`: a change is served, a mistake is shown and waited out, and nothing stays behind. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { freePort, Project } from "./project.ts";
import { eventually } from "./serving.ts";

const main =
  "import { getCompileCacheDir } from 'node:module'; import { createApp, get } from 'tenon';\nimport { greeting } from './greeting.ts';\n" +
  "export default createApp({ title: 'Dev', version: '1', routes: { hi: get('/', () => greeting), env: get('/env', () => [process.env.NODE_ENV, process.env.WORD ?? null, getCompileCacheDir() ?? null]) } });";
const greeting = (text: string) => `export const greeting = "${text}";`;

async function answer(url: string): Promise<unknown> {
  try {
    return await (await fetch(url)).json();
  } catch {
    return undefined;
  }
}

async function developing(files: Readonly<Record<string, string>> = {}) {
  const project = new Project({ "app/main.ts": main, "app/greeting.ts": greeting("one"), ...files });
  const port = await freePort();
  const dev = project.tenon(["dev", "app/main.ts", `--port=${port}`]);
  const url = `http://127.0.0.1:${port}`;
  await dev.says(`API   ${url}`);
  return { project, dev, url };
}

test("says where the API and the docs are, for this machine and development", async () => {
  const { dev, url } = await developing();
  expect(dev.out).toContain(`Docs  ${url}/docs`);
  expect(await answer(`${url}/env`)).toEqual([
    "development",
    null,
    // A start after a change compiles what changed.
    expect.stringMatching(/node_modules\/\.cache\/tenon/),
  ]);
  dev.signal("SIGTERM");
  expect(await dev.ended).toBe(0);
  expect(await answer(url)).toBeUndefined();
});

test("a changed file is served, in a folder made later too; files that are no sources start nothing", async () => {
  const { project, dev, url } = await developing();
  project.write("app/greeting.ts", greeting("two"));
  await eventually(async () => (await answer(url)) === "two");
  expect(dev.out).toContain("app/greeting.ts changed: starting again");

  project.write("app/words/deep/word.ts", greeting("three"));
  project.write("app/greeting.ts", "export { greeting } from './words/deep/word.ts';");
  await eventually(async () => (await answer(url)) === "three");
  project.write("app/words/deep/word.ts", greeting("four"));
  await eventually(async () => (await answer(url)) === "four");
  rmSync(join(project.folder, "app/words"), { recursive: true });
  project.write("app/words/deep/word.ts", greeting("five"));
  await eventually(async () => (await answer(url)) === "five");

  const starts = dev.out.split("starting again").length;
  project.write("app/data.db", "x");
  project.write("app/.data/file.ts", "x");
  project.write("app/dist/file.js", "x");
  project.write("app/greeting.ts", greeting("six"));
  await eventually(async () => (await answer(url)) === "six");
  expect(dev.out.split("starting again").length).toBe(starts + 1);
});

test("a mistake is shown, and the next change starts the service again", async () => {
  const { project, dev, url } = await developing();
  project.write("app/greeting.ts", "export const greeting = = 1;");
  await dev.says("It starts again when a file changes");
  expect(dev.err).toMatch(/greeting\.ts:1\n/);
  project.write("app/greeting.ts", greeting("well"));
  await eventually(async () => (await answer(url)) === "well");
});

test("a service that ends by itself is started again by a change", async () => {
  const { project, dev, url } = await developing();
  project.write("app/greeting.ts", `${greeting("x")}\nsetTimeout(() => process.exit(7), 10);`);
  await dev.says("The service ended (exit code 7)");
  project.write("app/greeting.ts", greeting("back"));
  await eventually(async () => (await answer(url)) === "back");
});

test("a changed .env starts the service again", async () => {
  const { project, dev } = await developing();
  project.write(".env", "WORD=new");
  await dev.says(".env changed: starting again");
});

test("a stream that never ends does not hold up a restart", async () => {
  const { project, url } = await developing({
    "app/main.ts": `${main.replace("get }", "get, Reply }").replace("hi:", "stream: get('/stream', () => new Reply(200, [], { async *chunks() { yield 'first'; await new Promise(() => {}); }, finish() {} })), hi:")}`,
  });
  const reader = (await fetch(`${url}/stream`)).body?.getReader();
  await reader?.read();
  project.write("app/greeting.ts", greeting("two"));
  await eventually(async () => (await answer(url)) === "two");
  await reader?.cancel().catch(() => {});
});

test("a port in use is said, and ends it", async () => {
  const { project, url } = await developing();
  const second = project.tenon(["dev", "app/main.ts", `--port=${new URL(url).port}`]);
  expect(await second.ended).toBe(1);
  expect(second.err).toContain(`Port ${new URL(url).port} is in use`);
});

test("logs are readable where the project has pino-pretty", async () => {
  const { dev, url } = await developing({
    "app/main.ts": main
      .replace(
        "hi:",
        "log: get('/log', { depends: { logger } }, ({ logger }) => { logger.info({ answer: 42 }, 'Looked at'); return 1; }), hi:",
      )
      .replace("get }", "get, logger }"),
  });
  await answer(`${url}/log`);
  await dev.says(/INFO.*: Looked at/);
  await dev.says(/answer: 42/);
});

test("a killed parent takes its child with it", async () => {
  const { dev, url } = await developing();
  dev.signal("SIGKILL");
  await dev.ended;
  await eventually(async () => (await answer(url)) === undefined);
});
