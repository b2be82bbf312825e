/** Clients of every document, by each of the generators: what they make compiles, and has a function for every operation. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { compile } from "./compile.ts";
import { built, writeDocuments } from "./documents.ts";
import { generators } from "./generators.ts";

const documents = await writeDocuments("clients");
const programs: string[] = [];
for (const [name, generate] of Object.entries(generators)) {
  for (const document of documents) programs.push(await generate(document, folderOf(name, document.name)));
}
const mistaken = join(built, "clients/mistaken.ts");
await writeFile(mistaken, mistakes());
const errors = await compile(join(built, "clients"), [...programs, mistaken]);

function folderOf(generator: string, name: string): string {
  return join(built, "clients", generator, name);
}

describe.each(Object.keys(generators))("%s", (generator) => {
  test.each(documents)("$name: the client compiles and has every operation", ({ name }) => {
    const folder = `${folderOf(generator, name)}/`;
    expect(programs).toContainEqual(expect.stringContaining(folder));
    expect(errors.filter(({ file }) => file.startsWith(folder)).map(({ text }) => text)).toEqual([]);
  });
});

test("the compiler finds nothing in what the clients import", () => {
  const elsewhere = errors.filter(({ file }) => !file.startsWith(join(built, "clients/")));
  expect(elsewhere.map(({ text }) => text)).toEqual([]);
});

test("a program that calls what a document does not have is found out, in each generator's client", () => {
  expect(errors.filter(({ file }) => file === mistaken)).toHaveLength(3);
});

/** Uses of operations that are in no document. */
function mistakes(): string {
  return `
    import createClient from "openapi-fetch";
    import type { paths } from "./openapi-typescript/reference_service/schema";
    import * as heyApi from "./@hey-api/openapi-ts/reference_service/sdk.gen";
    import * as orval from "./orval/reference_service/client";
    void createClient<paths>().GET("/nowhere");
    void heyApi.nowhere;
    void orval.nowhere;
  `;
}
