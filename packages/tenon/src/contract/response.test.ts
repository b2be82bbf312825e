import { type } from "arktype";
import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { ContractError, contract, responseContract } from "./contract.ts";
import type { Schema } from "./schema.ts";

const isoDateTime = z.codec(z.iso.datetime(), z.date(), {
  decode: (text) => new Date(text),
  encode: (date) => date.toISOString(),
});

describe("a response", () => {
  const encode = async (schema: Schema, value: unknown) => {
    const result = await responseContract(schema, "test: response").encode(value);
    return result.issues === undefined ? result.value : result.issues.map((issue) => issue.message);
  };
  const at = new Date("2024-01-02T03:04:05.000Z");

  test("keeps declared fields only, of class instances too", async () => {
    class Row {
      #id = 7;
      password = "secret";
      get id() {
        return this.#id;
      }
      get tags() {
        return [{ name: "a", hidden: true }];
      }
    }
    for (const schema of [
      z.object({ id: z.int(), tags: z.array(z.object({ name: z.string() })) }),
      v.object({ id: v.number(), tags: v.array(v.object({ name: v.string() })) }),
      type({ id: "number", tags: type({ name: "string" }).array() }),
    ]) {
      expect(await encode(schema, new Row())).toEqual({ id: 7, tags: [{ name: "a" }] });
    }
  });

  test("goes through codecs backwards, wherever they are", async () => {
    const schema = z.object({
      at: isoDateTime,
      maybe: isoDateTime.nullable(),
      list: z.array(isoDateTime),
      by: z.record(z.string(), isoDateTime),
      pick: z.union([z.int(), isoDateTime]),
    });
    const text = at.toISOString();
    expect(await encode(schema, { at, maybe: null, list: [at], by: { a: at }, pick: at, extra: 1 })).toEqual({
      at: text,
      maybe: null,
      list: [text],
      by: { a: text },
      pick: text,
    });
    expect(await encode(schema, { at: text, maybe: null, list: [], by: {}, pick: 1 })).toHaveLength(1);
  });

  test("has its defaults, decoded ones encoded", async () => {
    expect(await encode(z.object({ n: z.int().default(3) }), {})).toEqual({ n: 3 });
    expect(await encode(z.object({ n: z.int().default(3), at: isoDateTime.default(at) }), {})).toEqual({
      n: 3,
      at: at.toISOString(),
    });
  });

  test("rules about decoded values see decoded values", async () => {
    const schema = z
      .object({ from: isoDateTime, to: isoDateTime })
      .refine((span) => span.to.getTime() >= span.from.getTime(), "backwards");
    expect(await encode(schema, { from: at, to: at })).toEqual({
      from: at.toISOString(),
      to: at.toISOString(),
    });
    expect(await encode(schema, { from: at, to: new Date(0) })).toEqual(["backwards"]);
    expect(
      await encode(
        isoDateTime.refine((date) => date.getTime() > 0, "too early"),
        new Date(0),
      ),
    ).toEqual(["too early"]);
  });

  test("works for recursive schemas with codecs", async () => {
    interface Node {
      at: Date;
      next?: Node | undefined;
    }
    const Chain: z.ZodType<Node> = z.object({
      at: isoDateTime,
      get next() {
        return Chain.optional();
      },
    });
    expect(await encode(Chain, { at, next: { at, x: 1 } })).toEqual({
      at: at.toISOString(),
      next: { at: at.toISOString() },
    });
  });

  test("a discriminated union with codecs", async () => {
    const schema = z.discriminatedUnion("k", [
      z.object({ k: z.literal("a"), at: isoDateTime }),
      z.object({ k: z.literal("b") }),
    ]);
    expect(await encode(schema, { k: "a", at })).toEqual({ k: "a", at: at.toISOString() });
    expect(await encode(schema, { k: "b", at })).toEqual({ k: "b" });
  });

  test("a discriminated union whose members have codecs and rules", async () => {
    const schema = z.discriminatedUnion("k", [
      z.object({ k: z.literal("a"), at: isoDateTime }).refine((value) => value.at.getTime() > 0, "too early"),
      z.object({ k: z.literal("b") }),
    ]);
    expect(await encode(schema, { k: "a", at })).toEqual({ k: "a", at: at.toISOString() });
    expect(await encode(schema, { k: "b" })).toEqual({ k: "b" });
    expect(await encode(schema, { k: "a", at: new Date(0) })).toHaveLength(1);
  });

  test("asynchronous codecs and refinements are waited for", async () => {
    const later = z.codec(z.string(), z.number(), {
      decode: async (text) => Number(text),
      encode: async (number) => String(number),
    });
    expect(await encode(z.object({ n: later }), { n: 5 })).toEqual({ n: "5" });
    expect(await contract(z.object({ n: later }), "test").decode({ n: "5" })).toEqual({ value: { n: 5 } });
  });

  test("is refused at once when it cannot be sent", () => {
    const refused = (schema: Schema) => expect(() => responseContract(schema, "users.one: response"));
    refused(z.object({ a: z.string().transform((text) => text.length) })).toThrow(
      /users\.one: response.*"a".*z\.codec/,
    );
    refused(z.object({ a: z.array(z.preprocess((x) => x, z.string())) })).toThrow(/"a\.\[\]"/);
    refused(z.object({ created: z.date() })).toThrow(
      /users\.one: response.*"created".*z\.codec\(z\.iso\.datetime/,
    );
    refused(z.object({ n: z.bigint() })).toThrow(ContractError);
    refused(v.object({ d: v.date() })).toThrow(ContractError);
    refused(v.object({ n: v.array(v.pipe(v.string(), v.transform(Number), v.number())) })).toThrow(
      /transform/,
    );
    refused(type({ d: "Date" })).toThrow(ContractError);
    refused({
      "~standard": { version: 1, vendor: "own", validate: (value: unknown) => ({ value }) },
    }).toThrow(/JSON Schema/);
  });

  test("never leaks an undeclared key", () => {
    const inner = { name: "string" } as const;
    const schemas: Schema[] = [
      z.object({ id: z.int(), list: z.array(z.object({ name: z.string() })), at: isoDateTime }),
      v.object({ id: v.number(), list: v.array(v.object({ name: v.string() })) }),
      type({ id: "number", list: type(inner).array() }),
      z.union([z.object({ id: z.int(), list: z.array(z.object({ name: z.string() })) }), z.null()]),
    ];
    const contracts = schemas.map((schema) => responseContract(schema, "test"));
    const extra = fc.dictionary(
      fc.string().filter((key) => !["id", "list", "name", "at"].includes(key)),
      fc.anything(),
    );
    fc.assert(
      fc.property(extra, extra, fc.integer(), fc.string(), (outer, nested, id, name) => {
        const value = { ...outer, id, list: [{ ...nested, name }], at };
        for (const made of contracts) {
          const result = made.encode(value);
          if (result instanceof Promise || result.issues !== undefined) throw new Error("refused");
          const sent = result.value as { id: number; list: object[] };
          expect(Object.keys(sent).filter((key) => key !== "at")).toEqual(["id", "list"]);
          expect(sent.list).toEqual([{ name }]);
        }
      }),
    );
  });
});
