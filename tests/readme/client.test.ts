/** The examples of docs/client.md are compiled and run as they are printed. */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import type { App } from "tenon";
import { serve } from "tenon/server";
import { afterAll, expect, test } from "vitest";

const run = promisify(execFile);
const root = resolve(import.meta.dirname, "../..");
const folder = await mkdtemp(join(import.meta.dirname, "example-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

const page = await readFile(join(root, "docs/client.md"), "utf8");
const named = Array.from(
  page.matchAll(/```ts (\S+)\n([\s\S]*?)```/g),
  ([, name = "", code = ""]) => [name, code] as const,
);
for (const [name, code] of named) await writeFile(join(folder, name), code);

test("the examples compile, the file for another repository too", { timeout: 180_000 }, async () => {
  expect(named.map(([name]) => name)).toEqual(["api.ts", "use.ts", "options.ts"]);
  const [, elsewhere = ""] = /```ts\n([\s\S]*?)```/.exec(page) ?? [];
  await writeFile(join(folder, "elsewhere.ts"), `${elsewhere}\nexport { one };\n`);
  const tenon = join(root, "packages/tenon/bin/tenon.js");
  await run(process.execPath, [tenon, "client", join(folder, "api.ts"), "--out", join(folder, "client.ts")]);
  const settings = { extends: join(root, "tsconfig.base.json"), include: ["*.ts"] };
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(settings));
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  const { stdout } = await run(process.execPath, [compiler, "-p", folder]).catch((error) => error);
  expect(stdout).toBe("");
});

test("the first one does what it says", async () => {
  const { default: app } = (await import(join(folder, "api.ts"))) as { readonly default: App };
  const { use } = (await import(join(folder, "use.ts"))) as {
    readonly use: (url: string) => Promise<string[]>;
  };
  const server = await serve(app, { port: 0 });
  try {
    expect(await use(server.url)).toEqual(["taken by 7", "4 bytes", "first", "second"]);
  } finally {
    await server.close();
  }
});
