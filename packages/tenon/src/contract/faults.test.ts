import { describe, expect, test } from "vitest";
import * as z from "zod";
import { faultsOf, places } from "./faults-of.fixture.ts";
import type { Schema } from "./schema.ts";

const Maker = z.object({ name: z.string(), founded: z.int().nullable().default(null) });
const Part = z.object({ code: z.string().regex(/^P-\d{3}$/), count: z.int().min(1).default(1) });
const Product = z.object({
  name: z.string().min(1).max(20),
  price: z.number().gt(0),
  note: z.string().nullable(),
  maker: Maker.nullable().default(null),
  tags: z.array(z.string()).default([]),
  parts: z.array(Part).max(3).default([]),
  stock: z.record(z.string(), z.int()).default({}),
});
const Scalars = z
  .object({
    i: z.int(),
    f: z.number(),
    b: z.boolean(),
    d: z.iso.date(),
    dt: z.iso.datetime(),
    u: z.uuid(),
    url: z.url({ protocol: /^https?$/ }),
  })
  .partial();
const Circle = z.object({ kind: z.literal("circle"), radius: z.number().gt(0) });
const Rect = z.object({ kind: z.literal(["rect", "square"]), width: z.number() });
const Shape = z.discriminatedUnion("kind", [Circle, Rect]);
const product = { name: "Lamp", price: 9.5, note: null };
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

describe("what FastAPI answers to a body", () => {
  const rows: [name: string, schema: Schema, value: unknown, answer: unknown[]][] = [
    [
      "nullable_without_default_missing_is_rejected",
      Product,
      { name: "Lamp", price: 9.5 },
      [["missing", "body", "note"]],
    ],
    [
      "required_field_null_is_rejected",
      Product,
      { ...product, name: null },
      [["string_type", "body", "name"]],
    ],
    ["list_field_null_is_rejected", Product, { ...product, tags: null }, [["list_type", "body", "tags"]]],
    [
      "empty_object_lists_every_missing_field_in_order",
      Product,
      {},
      [
        ["missing", "body", "name"],
        ["missing", "body", "price"],
        ["missing", "body", "note"],
      ],
    ],
    [
      "nested_missing_location",
      Product,
      { ...product, maker: { founded: 1 } },
      [["missing", "body", "maker", "name"]],
    ],
    [
      "nested_wrong_type_location",
      Product,
      { ...product, maker: { name: "A", founded: "long ago" } },
      [["int_parsing", "body", "maker", "founded"]],
    ],
    [
      "nested_model_from_list_is_rejected",
      Product,
      { ...product, maker: ["A"] },
      [["model_attributes_type", "body", "maker"]],
    ],
    [
      "list_item_error_location_has_index",
      Product,
      { ...product, parts: [{ code: "P-001" }, { code: "X-1" }, { code: "P-003", count: 0 }] },
      [
        ["string_pattern_mismatch", "body", "parts", 1, "code"],
        ["greater_than_equal", "body", "parts", 2, "count"],
      ],
    ],
    [
      "list_too_long",
      Product,
      { ...product, parts: Array(4).fill({ code: "P-001" }) },
      [["too_long", "body", "parts"]],
    ],
    ["list_from_string_is_rejected", Product, { ...product, tags: "abc" }, [["list_type", "body", "tags"]]],
    [
      "list_item_wrong_type",
      Product,
      { ...product, tags: ["a", 1, null] },
      [
        ["string_type", "body", "tags", 1],
        ["string_type", "body", "tags", 2],
      ],
    ],
    [
      "dict_key_with_dot_is_one_location_part",
      Product,
      { ...product, stock: { "a.b": "x" } },
      [["int_parsing", "body", "stock", "a.b"]],
    ],
    ["price_list_is_rejected", Product, { ...product, price: [1.5] }, [["float_type", "body", "price"]]],
    ["int_from_fraction_is_rejected", Scalars, { i: 3.5 }, [["int_from_float", "body", "i"]]],
    ["int_from_huge_float_is_rejected", Scalars, { i: 1e30 }, [["int_parsing_size", "body", "i"]]],
    ["int_from_object_is_rejected", Scalars, { i: {} }, [["int_type", "body", "i"]]],
    ["strict_int_from_string_is_rejected", Scalars, { i: "5" }, [["int_type", "body", "i"]]],
    ["bool_from_two_is_rejected", Scalars, { b: 2 }, [["bool_parsing", "body", "b"]]],
    ["bool_from_padded_word_is_rejected", Scalars, { b: " yes" }, [["bool_parsing", "body", "b"]]],
    ["date_from_bool_is_rejected", Scalars, { d: true }, [["date_type", "body", "d"]]],
    [
      "datetime_from_bad_string",
      Scalars,
      { dt: "yesterday" },
      [["datetime_from_date_parsing", "body", "dt"]],
    ],
    ["datetime_bad_type", Scalars, { dt: [] }, [["datetime_type", "body", "dt"]]],
    ["uuid_bad", Scalars, { u: 5 }, [["uuid_type", "body", "u"]]],
    ["make_bad_url", Scalars, { url: "example" }, [["url_parsing", "body", "url"]]],
    ["make_bad_url_scheme", Scalars, { url: "ftp://example.org" }, [["url_scheme", "body", "url"]]],
  ];
  test.each(rows)("%s", async (_name, schema, value, answer) => {
    expect(await places(schema, value)).toEqual(answer);
  });

  test("the numbers of the rule are in ctx", async () => {
    expect(
      await faultsOf(
        z.object({
          tags: z.array(z.string()).max(1),
          kind: z.enum(["a", "b"]),
          code: z.string().regex(/^[A-Z]+$/),
        }),
        { tags: ["x", "y"], kind: "c", code: "x" },
      ),
    ).toMatchObject([
      { type: "too_long", ctx: { field_type: "List", max_length: 1, actual_length: 2 } },
      { type: "enum", ctx: { expected: "'a' or 'b'" } },
      { type: "string_pattern_mismatch", ctx: { pattern: "^[A-Z]+$" } },
    ]);
    expect((await faultsOf(Shape, { kind: null }))[0]?.ctx).toEqual({
      discriminator: "'kind'",
      tag: "null",
      expected_tags: "'circle', 'rect', 'square'",
    });
  });

  test("the author's own words go before ours", async () => {
    const schema = z.object({ a: z.string().min(3, "Three at least, please"), b: z.string().min(3) });
    expect((await faultsOf(schema, { a: "x", b: "x" })).map((fault) => fault.msg)).toEqual([
      "Three at least, please",
      "Must be at least 3 characters long",
    ]);
  });
});

describe("codecs and rules of one's own", () => {
  const list = z.codec(z.string(), z.array(z.object({ n: z.int() })), {
    decode: (text, context) => {
      try {
        return JSON.parse(text) as { n: number }[];
      } catch {
        context.issues.push({ code: "custom", input: text, params: { type: "json_invalid" } });
        return z.NEVER;
      }
    },
    encode: (value) => JSON.stringify(value),
  });

  test("what a codec decodes is looked into", async () => {
    expect(await places(list, '[{"n":1},{"n":"x"},{}]')).toEqual([
      ["int_parsing", "body", 1, "n"],
      ["missing", "body", 2, "n"],
    ]);
    expect(await faultsOf(z.object({ list: list.nullable() }), { list: '[{"n":"x"}]' })).toMatchObject([
      { type: "int_parsing", loc: ["body", "list", 0, "n"], input: "x" },
    ]);
  });

  test("a rule names its fault and the numbers of it", async () => {
    expect(await faultsOf(list, "[")).toMatchObject([{ type: "json_invalid", loc: ["body"], input: "[" }]);
    const even = z
      .int()
      .refine((n) => n % 2 === 0, { message: "Must be even", params: { type: "even", of: 2 } });
    expect(await faultsOf(even, 3)).toEqual([
      { type: "even", loc: ["body"], msg: "Must be even", input: 3, ctx: { of: 2 } },
    ]);
  });

  test("a rule about an absent value stands, and waits for the fields to be right", async () => {
    const pair = z
      .object({ a: z.int(), b: z.int().optional() })
      .refine(({ a, b }) => a !== b, { path: ["b"], params: { type: "same" } })
      .refine(({ b }) => b !== undefined, { path: ["b"], params: { type: "needed" } });
    expect(await places(pair, { a: 1 })).toEqual([["needed", "body", "b"]]);
    expect(await places(pair, { a: "x" })).toEqual([["int_parsing", "body", "a"]]);
  });

  test("a rule about a whole object waits for its fields' own rules as well", async () => {
    const account = z
      .object({ email: z.string().refine((text) => text.includes("@")), a: z.string(), b: z.string() })
      .refine(({ a, b }) => a === b);
    expect(await places(account, { email: "ada", a: "x", b: "y" })).toEqual([
      ["value_error", "body", "email"],
    ]);
    expect(await places(account, { email: "a@b", a: "x", b: "y" })).toEqual([["value_error", "body"]]);
  });

  test("a wrong key does not hide its value", async () => {
    const counts = z.record(z.string().regex(/^[a-z]$/), z.int());
    expect(await places(counts, { A: "x", b: 1 })).toEqual([
      ["string_pattern_mismatch", "body", "A", "[key]"],
      ["int_parsing", "body", "A"],
    ]);
  });

  test("a tag that a preprocessing step adds is in the location", async () => {
    const sized = z.preprocess(
      (value) => ({
        ...(value as { length: number }),
        size: (value as { length: number }).length > 10 ? "long" : "short",
      }),
      z.discriminatedUnion("size", [
        z.object({ size: z.literal("short"), length: z.int() }),
        z.object({ size: z.literal("long"), length: z.int(), reason: z.string() }),
      ]),
    );
    expect(await places(sized, { length: 30 })).toEqual([["missing", "body", "long", "reason"]]);
    expect(await places(sized, { length: 30, reason: 1 })).toEqual([
      ["string_type", "body", "long", "reason"],
    ]);
  });
});
