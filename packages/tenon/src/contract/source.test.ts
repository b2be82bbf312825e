import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import type { Fault } from "./fault.ts";
import { raw, read } from "./read-source.fixture.ts";
import { sourceContract } from "./source.ts";

const span = z
  .object({ low: z.int().meta({ alias: "from" }), high: z.int().meta({ alias: "to" }) })
  .refine((value) => value.high >= value.low, "to must not be below from");

describe("headers and cookies", () => {
  test.each(["userAgent", "user_agent", "user-agent"])("the key %s is the header user-agent", async (key) => {
    expect(await read("headers", { [key]: z.string() }, { "user-agent": "wire/1" })).toEqual({
      [key]: "wire/1",
    });
  });

  test("the first of repeated headers counts, a list takes all", async () => {
    expect(await read("headers", { xCount: z.int() }, { "x-count": ["2", "x"] })).toEqual({ xCount: 2 });
    expect(await read("headers", { xNum: z.array(z.int()) }, { "x-num": ["1", "2"] })).toEqual({
      xNum: [1, 2],
    });
  });

  test.each([
    ["a,b", ["a", "b"]],
    ["a, b ,, c", ["a", "b", "c"]],
    ['"a, b", c', ['"a, b"', "c"]],
    ['"a\\", b", c', ['"a\\", b"', "c"]],
    ['a, "b, c', ["a", '"b, c']],
    ["", []],
  ])("a list is split at its commas, as if it had come in several lines: %s", async (sent, xTag) => {
    expect(await read("headers", { xTag: z.array(z.string()) }, { "x-tag": sent })).toEqual({ xTag });
  });

  test("an alias finds its header however it is spelled", async () => {
    const id = z.string().meta({ alias: "X-Request-ID" });
    expect(await read("headers", { id }, { "x-request-id": "r1" })).toEqual({ id: "r1" });
    expect(await read("headers", z.object({ id }), { "x-request-id": "r1" })).toEqual({ id: "r1" });
    expect(await read("headers", z.object({ id }), {})).toEqual([["missing", "header", "X-Request-ID"]]);
  });

  test("faults point at the wire name, an alias keeps its spelling, and nothing is shown", () => {
    const headers = sourceContract(
      "headers",
      { xCount: z.int(), id: z.string().meta({ alias: "X-Request-ID" }) },
      "test",
    );
    const faults: Fault[] = [];
    headers.read(raw({ "x-count": "many" }), faults, new Set());
    expect(faults.map(({ type, loc }) => [type, ...loc])).toEqual([
      ["int_parsing", "header", "x-count"],
      ["missing", "header", "X-Request-ID"],
    ]);
    expect(faults.every((fault) => !("input" in fault))).toBe(true);
  });

  test("an object schema of headers", async () => {
    const trace = z.object({
      x_trace: z.string(),
      x_depth: z.int().default(0),
      x_label: z.array(z.string()).default([]),
    });
    expect(
      await read("headers", trace, { "x-trace": "t", "x-depth": "2", "x-label": ["a", "b"], host: "h" }),
    ).toEqual({ x_trace: "t", x_depth: 2, x_label: ["a", "b"] });
    expect(await read("headers", trace, { x_trace: "t" })).toEqual([["missing", "header", "x-trace"]]);
  });

  test("a strict object of cookies", async () => {
    const cookies = z.strictObject({
      session_id: z.string().min(3),
      theme: z.string().default("light"),
      visits: z.int().nullable().default(null),
    });
    expect(await read("cookies", cookies, { visits: "x", tracker: "1" })).toEqual([
      ["missing", "cookie", "session_id"],
      ["int_parsing", "cookie", "visits"],
      ["extra_forbidden", "cookie", "tracker"],
    ]);
    expect(await read("cookies", cookies, { session_id: "abcdef", other: "1" }, ["other"])).toEqual({
      session_id: "abcdef",
      theme: "light",
      visits: null,
    });
  });
});

describe("forms", () => {
  const login = { username: z.string(), password: z.string().min(4) };
  test("an empty value counts as missing", async () => {
    expect(await read("form", login, { username: "", password: "secret" })).toEqual([
      ["missing", "body", "username"],
    ]);
    expect(await read("form", login, { username: ["a", ""], password: "abcd" })).toEqual([
      ["missing", "body", "username"],
    ]);
    expect(
      await read(
        "form",
        { word: z.string().optional(), count: z.int().default(7), agree: z.boolean().default(false) },
        { word: "", count: "", agree: "" },
      ),
    ).toEqual({ count: 7, agree: false });
    expect(await read("form", { count: z.int().nullable() }, { count: "" })).toEqual([
      ["missing", "body", "count"],
    ]);
  });

  test("a list keeps its empty value", async () => {
    expect(await read("form", { tag: z.array(z.string()) }, { tag: "" })).toEqual({ tag: [""] });
  });

  test("strict: an empty unknown field is refused, an alias is the name", async () => {
    const signup = z.strictObject({
      name: z.string(),
      code: z.string().default("none").meta({ alias: "promo-code" }),
    });
    expect(await read("form", signup, { name: "Ada", z: "1", y: "" })).toEqual([
      ["extra_forbidden", "body", "z"],
      ["extra_forbidden", "body", "y"],
    ]);
    expect(await read("form", signup, { name: "Ada", "promo-code": "X" })).toEqual({
      name: "Ada",
      code: "X",
    });
    expect(await read("form", signup, { name: "Ada", code: "X" })).toEqual([
      ["extra_forbidden", "body", "code"],
    ]);
  });

  test("files pass untouched, a JSON part is read", async () => {
    const file = new File(["abc"], "a.txt");
    expect(
      await read("form", { file: z.file(), meta: z.object({ n: z.int() }) }, { file, meta: '{"n":1}' }),
    ).toEqual({ file, meta: { n: 1 } });
    expect(await read("form", { meta: z.object({ n: z.int() }) }, { meta: "no json" })).toEqual([
      ["model_attributes_type", "body", "meta"],
    ]);
  });
});

test("the text is shown as it was sent", () => {
  const query = sourceContract(
    "query",
    { n: z.int().max(5), list: z.array(z.int()).max(1), last: z.int() },
    "test",
  );
  const faults: Fault[] = [];
  query.read(raw({ n: "10", list: ["1", "2"], last: ["1", "x"] }), faults, new Set());
  expect(faults.map((fault) => fault.input)).toEqual(["10", ["1", "2"], "x"]);
});

test("a missing name shows the object it is missing from, in a record null", () => {
  const faults: Fault[] = [];
  sourceContract("query", span, "test").read(raw({ low: "1" }), faults, new Set());
  sourceContract("query", { q: z.string() }, "test").read(raw({ low: "1" }), faults, new Set());
  expect(faults.map((fault) => fault.input)).toEqual([{ low: "1" }, { low: "1" }, null]);
});

test("an asynchronous refinement is waited for, and faults keep their order", async () => {
  const taken = z.string().refine(async (name) => name !== "ada", "taken");
  const shape = { a: z.int(), name: taken, b: z.int() };
  expect(await read("query", shape, { a: "x", name: "ada", b: "y" })).toEqual([
    ["int_parsing", "query", "a"],
    ["value_error", "query", "name"],
    ["int_parsing", "query", "b"],
  ]);
  expect(await read("query", shape, { a: "1", name: "bob", b: "2" })).toEqual({ a: 1, name: "bob", b: 2 });
});

test("the fields know their wire names and whether they are required", () => {
  const source = sourceContract(
    "headers",
    { userAgent: z.string(), xId: z.string().meta({ alias: "X-ID" }).optional() },
    "test",
  );
  expect(source.fields.map(({ key, name, required, json }) => ({ key, name, required, json }))).toEqual([
    { key: "userAgent", name: "user-agent", required: true, json: { type: "string" } },
    { key: "xId", name: "X-ID", required: false, json: { type: "string" } },
  ]);
});

test("prototype names are inert", () => {
  const names = fc.constantFrom("__proto__", "constructor", "toString", "hasOwnProperty");
  fc.assert(
    fc.property(names, fc.string(), (name, text) => {
      for (const shape of [
        { q: z.string().optional() },
        z.looseObject({ q: z.string().optional() }),
        z.record(z.string(), z.string()),
      ]) {
        const faults: Fault[] = [];
        const sent = Object.create(null) as Record<string, unknown>;
        Object.defineProperty(sent, name, { value: text, enumerable: true });
        const value = sourceContract("query", shape, "test").read(sent, faults, new Set()) as object;
        expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
        expect(faults).toEqual([]);
      }
      const faults: Fault[] = [];
      sourceContract("query", { [name === "__proto__" ? "q" : name]: z.string() }, "test").read(
        {},
        faults,
        new Set(),
      );
      expect(faults.map((fault) => fault.type)).toEqual(["missing"]);
    }),
  );
});
