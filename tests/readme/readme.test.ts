/** The README's app is run as it is printed. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { App } from "tenon";
import { testClient } from "tenon/testing";
import { afterAll, expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const folder = await mkdtemp(join(import.meta.dirname, "example-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

test("the app of the README runs and does what the README says", async () => {
  const text = await readFile(join(root, "README.md"), "utf8");
  const [app = "", use = ""] = Array.from(text.matchAll(/```ts\n([\s\S]*?)```/g), ([, code = ""]) => code);
  await writeFile(join(folder, "app.ts"), app);
  const { default: books } = (await import(join(folder, "app.ts"))) as { default: App };
  await using client = await testClient(books);
  const added = await client.post("/books", { json: { title: "Emma", secret: 1 } });
  expect([added.status, added.json()]).toEqual([201, { id: 1, title: "Emma" }]);
  const again = await client.post("/books", { json: { title: "Emma" } });
  expect([again.status, again.json()]).toEqual([409, { detail: "Title taken", code: "title_taken" }]);
  expect((await client.get("/books/1")).json()).toEqual({ id: 1, title: "Emma" });
  expect((await client.get("/books/2")).status).toBe(404);
  expect((await client.get("/books/x")).status).toBe(422);
  // The second block is the test that the README shows; it calls what the first one defines.
  expect(use).toContain("client.api.books.add");
});

test("every command that the README prints is a script", async () => {
  const text = await readFile(join(root, "README.md"), "utf8");
  const { scripts } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { scripts: object };
  const named = Array.from(text.matchAll(/`npm run ([\w:]+)/g), ([, name = ""]) => name).filter(
    (name) => name !== "create",
  );
  expect(named.length).toBeGreaterThan(3);
  for (const name of named.filter((it) => it !== "create-admin"))
    expect(Object.keys(scripts)).toContain(name);
});
