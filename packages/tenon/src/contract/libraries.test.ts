import { type } from "arktype";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { alias } from "./alias.ts";
import { contract } from "./contract.ts";
import { faultsOf, places } from "./faults-of.fixture.ts";
import type { Schema } from "./schema.ts";

describe("other libraries", () => {
  const schemas: Record<string, Schema> = {
    valibot: v.object({
      n: v.pipe(v.number(), v.integer(), v.minValue(1)),
      s: v.optional(v.pipe(v.string(), v.maxLength(3))),
      kind: v.picklist(["a", "b"]),
      tags: v.array(v.string()),
      who: v.object({ name: v.string() }),
    }),
    arktype: type({
      n: "number.integer >= 1",
      "s?": "string <= 3",
      kind: "'a' | 'b'",
      tags: "string[]",
      who: { name: "string" },
    }),
    zod: z.object({
      n: z.int().min(1),
      s: z.string().max(3).optional(),
      kind: z.enum(["a", "b"]),
      tags: z.array(z.string()),
      who: z.object({ name: z.string() }),
    }),
  };
  const good = { n: 1, kind: "a", tags: [], who: { name: "x" } };
  const rows: [sent: object, places: unknown[][]][] = [
    [good, []],
    [{ ...good, n: 0 }, [["greater_than_equal", "body", "n"]]],
    [{ ...good, n: 1.5 }, [["int_from_float", "body", "n"]]],
    [{ ...good, n: "x" }, [["int_parsing", "body", "n"]]],
    [{ ...good, s: "abcd" }, [["string_too_long", "body", "s"]]],
    [{ ...good, kind: "c" }, [["enum", "body", "kind"]]],
    [{ ...good, tags: [1] }, [["string_type", "body", "tags", 0]]],
    [{ ...good, who: {} }, [["missing", "body", "who", "name"]]],
    [{ ...good, who: 5 }, [["model_attributes_type", "body", "who"]]],
  ];
  for (const [library, schema] of Object.entries(schemas)) {
    test.each(rows)(`${library}: %j`, async (sent, answer) => {
      expect(await places(schema, sent)).toEqual(answer);
    });
    test(`${library} drops undeclared keys of a request`, async () => {
      expect(await contract(schema, "test").decode({ ...good, admin: true })).toMatchObject({ value: good });
      const result = await contract(schema, "test").decode({ ...good, admin: true });
      expect("value" in result && Object.keys(result.value as object)).not.toContain("admin");
    });
  }
  test("a rule of one's own is a value_error in its author's words", async () => {
    const schema = v.pipe(
      v.object({ a: v.number(), b: v.number() }),
      v.check((value) => value.a === value.b, "must be equal"),
    );
    expect(await faultsOf(schema, { a: 1, b: 2 })).toMatchObject([
      { type: "value_error", loc: ["body"], msg: "must be equal", ctx: { error: "must be equal" } },
    ]);
  });
  test("a format is named by every library", async () => {
    for (const schema of [
      z.object({ u: z.uuid() }),
      v.object({ u: v.pipe(v.string(), v.uuid()) }),
      type({ u: "string.uuid" }),
    ]) {
      expect(await places(schema, { u: "nope" })).toEqual([["uuid_parsing", "body", "u"]]);
      expect(await places(schema, { u: "0b9f2a4c-5d1e-4f6a-8b7c-9d0e1f2a3b4c" })).toEqual([]);
    }
  });
  test("an alias wraps a schema of any library", () => {
    const schema = v.string();
    expect(contract(alias("x", schema), "test")).toBe(contract(schema, "test"));
  });
});
