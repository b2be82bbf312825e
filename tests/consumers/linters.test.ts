/** The documents as linters see them: those of every ported app and of the service, without a single complaint. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { built, writeDocuments } from "./documents.ts";
import { redocly, spectral } from "./linters.ts";

const documents = await writeDocuments("linted");
const faulty = await writeFaulty();
const paths = [...documents.map(({ path }) => path), faulty];
const [byRedocly, bySpectral] = await Promise.all([redocly(paths), spectral(paths)]);

describe.each(documents)("$name", ({ name }) => {
  test("redocly lint finds nothing", () => expect(byRedocly.get(name) ?? []).toEqual([]));

  test("Spectral finds nothing", () => expect(bySpectral.get(name) ?? []).toEqual([]));
});

test("a faulty document is found out by both", () => {
  expect(byRedocly.get("faulty")).toContainEqual(expect.stringContaining("path-parameters-defined"));
  expect(bySpectral.get("faulty")).toContainEqual(expect.stringContaining("path-params"));
});

/** A document that names a parameter in a path and does not describe it. */
async function writeFaulty(): Promise<string> {
  const path = join(built, "linted/faulty.json");
  const operation = { operationId: "one", summary: "One", responses: { 200: { description: "It" } } };
  const document = {
    openapi: "3.1.0",
    info: { title: "Faulty", version: "1.0.0" },
    paths: { "/things/{id}": { get: operation } },
  };
  await writeFile(path, JSON.stringify(document));
  return path;
}
