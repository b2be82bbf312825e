import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { checkDocument } from "../../packages/tenon/src/openapi/check-document.fixture.ts";
import { allDocuments } from "./all-documents.ts";

const documents = await allDocuments();
const ajv = new Ajv2020({ strict: false, allErrors: true });

/** Every Schema Object that stands under one of the keys that hold them. */
function schemasIn(value: unknown, key = ""): unknown[] {
  if (typeof value !== "object" || value === null) return [];
  if (key === "schema" || key === "x-itemSchema") return [value];
  if (key === "schemas") return Object.values(value);
  return Object.entries(value).flatMap(([name, inner]) => schemasIn(inner, name));
}

test("there are documents of every port and of the service", () => {
  expect(documents.length).toBeGreaterThan(12);
  expect(documents.map(({ name }) => name)).toContain("reference service");
});

describe.each(documents)("the document of $name", ({ document }) => {
  test("is valid by the official schema of OpenAPI 3.1", async () => {
    const { errors } = await new Validator().validate(JSON.parse(JSON.stringify(document)));
    expect(errors ?? []).toEqual([]);
  });

  test("has nothing but valid schemas of draft 2020-12", () => {
    for (const schema of schemasIn(document)) {
      ajv.validateSchema(schema as object);
      expect({ schema, errors: ajv.errors ?? [] }).toEqual({ schema, errors: [] });
    }
  });

  test("holds together: references, names, parameters, schemes", () => {
    expect(checkDocument(document)).toEqual([]);
  });
});

test("a document that is none is found out", async () => {
  const broken = {
    openapi: "3.1.0",
    info: { title: "T" },
    paths: { "/": { get: { responses: { ok: {} } } } },
  };
  const { valid } = await new Validator().validate(broken);
  expect(valid).toBe(false);
  expect(ajv.validateSchema({ type: "no type" })).toBe(false);
});
