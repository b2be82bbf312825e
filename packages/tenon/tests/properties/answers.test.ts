/** Whatever a handler returns: it leaves in the declared shape, the same that the schema itself makes of it, or not at all. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { createApp, get } from "../../src/index.ts";
import { throughBothDoors } from "../http/doors.ts";
import { described } from "./described.ts";
import { disagreement } from "./promise.ts";
import { runs, timeLimit } from "./runs.ts";
import { valuesOf } from "./schema-values.ts";

const Inner = z.object({ id: z.int(), note: z.string().nullable(), rank: z.number().optional() });

/** Schemas whose decoded side is what JSON carries, so that a value made for the wire can be returned as it is. */
const schemas: Readonly<Record<string, z.ZodType>> = {
  flat: Inner,
  nested: z.object({ one: Inner, many: z.array(Inner).max(3), deep: z.object({ inner: Inner.optional() }) }),
  union: z.union([z.object({ a: z.int() }), z.object({ b: z.string(), c: z.boolean() }), z.string()]),
  kinds: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("x"), x: z.int() }),
    z.object({ kind: z.literal("y"), y: z.array(z.string()) }),
  ]),
  record: z.record(z.string(), Inner),
  open: z.looseObject({ a: z.int() }),
  closed: z.strictObject({ a: z.int(), b: z.string().optional() }),
  both: z.intersection(z.object({ a: z.int() }), z.object({ b: z.boolean() })),
  tuple: z.tuple([z.int(), z.string(), Inner]),
  text: z.string().max(20),
  number: z.number(),
  nullable: Inner.nullable(),
  defaults: z.object({ a: z.int().default(3), b: z.array(z.int()).default([]) }),
  names: z.object({
    'quo"te': z.string(),
    "line\nbreak": z.int(),
    __proto__: z.int().optional(),
    ключ: z.string(),
  }),
};

let returned: unknown;

const app = createApp({
  title: "Answers",
  version: "1.0.0",
  routes: Object.fromEntries(
    Object.entries(schemas).map(([name, response]) => [name, get(`/${name}`, { response }, () => returned)]),
  ),
});
const document = described(app.openapi());

/** A value with more in it than its schema names, at every level. */
function padded(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(padded);
  if (typeof value !== "object" || value === null) return value;
  const inner = Object.entries(value).map(([key, one]) => [key, padded(one)] as const);
  return Object.fromEntries([...inner, ["secretField", "must not leave"]]);
}

throughBothDoors("what a handler returns", (open) => {
  describe.each(document.operations.map((operation) => [operation.id, operation] as const))(
    "%s",
    (id, operation) => {
      const schema = operation.responses["200"]?.content?.["application/json"]?.schema ?? {};
      const plain = schemas[id] as z.ZodType;

      test("a value of the schema, and more, leaves as the schema itself would have it", {
        timeout: timeLimit,
      }, async () => {
        await using door = await open(app);
        await fc.assert(
          fc.asyncProperty(valuesOf(document, schema), fc.boolean(), async (value, more) => {
            returned = more ? padded(value) : value;
            const answer = await door.send("GET", `/${id}`);
            const expected = plain.safeParse(returned);
            if (expected.success) expect(answer.text).toBe(JSON.stringify(expected.data));
            else expect(answer.status).toBe(500);
            if (answer.status === 200) expect(disagreement(document, operation, answer)).toBeUndefined();
          }),
          runs(25),
        );
      });

      test("anything at all leaves in the declared shape, or is a 500", { timeout: timeLimit }, async () => {
        await using door = await open(app);
        await fc.assert(
          fc.asyncProperty(fc.anything({ withNullPrototype: true, withDate: true }), async (value) => {
            returned = value;
            const answer = await door.send("GET", `/${id}`);
            if (answer.status === 500) expect(answer.json()).toEqual({ detail: "Internal Server Error" });
            else expect(disagreement(document, operation, answer)).toBeUndefined();
          }),
          runs(25),
        );
      });
    },
  );
});
