/** The app of docs/jobs.md is run as it is printed. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { App } from "tenon";
import type { Job } from "tenon/jobs";
import { testClient } from "tenon/testing";
import { afterAll, expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const folder = await mkdtemp(join(import.meta.dirname, "example-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Printed {
  readonly default: App;
  readonly welcome: Job<{ name: string }>;
}

async function printed(): Promise<Printed> {
  const text = await readFile(join(root, "docs/jobs.md"), "utf8");
  const [, code = ""] = /```ts\n(import \{ PGlite \}[\s\S]*?)```/.exec(text) ?? [];
  const file = join(folder, "jobs.ts");
  await writeFile(file, code);
  return (await import(file)) as Printed;
}

test("a job commits with the request and runs in a drain, as the guide says", async () => {
  const { default: app, welcome } = await printed();
  await using client = await testClient(app);
  await client.post("/accounts", { json: { name: "ada" } });
  expect(await client.jobs.sent(welcome)).toEqual([{ name: "ada" }]);
  expect(await client.jobs.drain()).toEqual({ completed: ["welcome"], failed: [] });
});
