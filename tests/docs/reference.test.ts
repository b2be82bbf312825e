/** The public API is what docs/reference says, and each name of it says what it is. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readPublicApi } from "../../scripts/public-api.ts";
import { referencePages } from "../../scripts/reference.ts";
import { docs, pages } from "./pages.ts";

const api = readPublicApi();

test("a changed signature or docstring shows in docs/reference: `npm run docs:reference` writes it", () => {
  const written = referencePages(api);
  const existing = pages
    .filter(({ path }) => path.startsWith("reference/"))
    .map(({ path }) => path.slice(10));
  expect(existing.toSorted()).toEqual([...written.keys()].toSorted());
  for (const [name, text] of written)
    expect(readFileSync(join(docs, "reference", name), "utf8"), `${name}: npm run docs:reference`).toBe(text);
});

test("every public name and every entry point has a docstring", () => {
  expect(api.find(({ path }) => path === "tenon")?.names.map(({ name }) => name)).toContain("createApp");
  const silent = api.flatMap(({ path, docstring, names }) => [
    ...(docstring === "" ? [path] : []),
    ...names.filter((it) => it.docstring === "").map(({ name }) => `${path}: ${name}`),
  ]);
  expect(silent).toEqual([]);
});
