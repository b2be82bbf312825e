import { describe, expect, test } from "vitest";
import * as z from "zod";
import { contract } from "./contract.ts";
import type { Schema } from "./schema.ts";

const isoDateTime = z.codec(z.iso.datetime(), z.date(), {
  decode: (text) => new Date(text),
  encode: (date) => date.toISOString(),
});

interface Branch {
  label: string;
  children: Branch[];
}
const Tree: z.ZodType<Branch> = z.object({
  label: z.string(),
  get children() {
    return z.array(Tree);
  },
});

describe("the JSON Schema", () => {
  const input = (schema: Schema) => contract(schema, "test").inputJson();
  const output = (schema: Schema) => contract(schema, "test").outputJson();

  test("has no noise", () => {
    const schema = z.object({
      n: z.int(),
      e: z.email(),
      u: z.uuid(),
      f: z.file(),
      r: z.record(z.string(), z.int()),
      q: z.string().meta({ alias: "x", description: "d" }),
      alias: z.string(),
    });
    const properties = {
      n: { type: "integer" },
      e: { type: "string", format: "email" },
      u: { type: "string", format: "uuid" },
      f: { type: "string", format: "binary" },
      r: { type: "object", additionalProperties: { type: "integer" } },
      q: { type: "string", description: "d" },
      alias: { type: "string" },
    };
    const required = Object.keys(properties);
    expect(input(schema)).toEqual({ type: "object", properties, required });
    expect(output(schema)).toEqual({ type: "object", properties, required });
    expect(output(z.strictObject({}))).toEqual({
      type: "object",
      properties: {},
      additionalProperties: false,
    });
    expect(input(z.int().min(1).max(5))).toEqual({ type: "integer", minimum: 1, maximum: 5 });
    expect(output(z.object({}).readonly())).toEqual({ type: "object", properties: {} });
  });

  test("of a codec is its wire side, on both sides, and defaults are required in responses", () => {
    const schema = z.object({ at: isoDateTime, n: z.int().default(3) });
    const properties = { at: { type: "string", format: "date-time" }, n: { type: "integer", default: 3 } };
    expect(input(schema)).toEqual({ type: "object", properties, required: ["at"] });
    expect(output(schema)).toEqual({ type: "object", properties, required: ["at", "n"] });
  });

  test("keeps names, also of what was turned round", () => {
    const Stamp = z
      .object({ at: isoDateTime.meta({ description: "When" }) })
      .meta({ id: "ContractTestStamp", description: "A stamp" });
    const definition = {
      type: "object",
      description: "A stamp",
      properties: { at: { type: "string", format: "date-time", description: "When" } },
      required: ["at"],
    };
    const list = {
      type: "array",
      items: { $ref: "#/$defs/ContractTestStamp" },
      $defs: { ContractTestStamp: definition },
    };
    expect(input(z.array(Stamp))).toEqual(list);
    expect(output(z.array(Stamp))).toEqual(list);
    expect(output(Stamp)).toEqual({
      $ref: "#/$defs/ContractTestStamp",
      $defs: { ContractTestStamp: definition },
    });
  });

  test("of a recursive schema without a name refers to itself by one", () => {
    const json = input(Tree);
    const [name] = Object.keys(json.$defs as object);
    expect(json.$ref).toBe(`#/$defs/${name}`);
    expect(JSON.stringify(json)).not.toContain('"#"');
  });

  test("can be the author's own for what Zod cannot say", () => {
    expect(input(z.object({ n: z.custom<number>().meta({ type: "number" }) }))).toMatchObject({
      properties: { n: { type: "number" } },
    });
  });
});
