import { describe, expect, test } from "vitest";
import * as z from "zod";
import { places } from "./faults-of.fixture.ts";
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
const Circle = z.object({ kind: z.literal("circle"), radius: z.number().gt(0) });
const Rect = z.object({ kind: z.literal(["rect", "square"]), width: z.number() });
const Shape = z.discriminatedUnion("kind", [Circle, Rect]);
const Pets = z.union([
  z.object({ name: z.string(), lives: z.int().default(9) }).meta({ id: "Cat" }),
  z.object({ name: z.string(), breed: z.string() }).meta({ id: "Dog" }),
]);
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

describe("what FastAPI answers to bodies of other shapes", () => {
  const rows: [name: string, schema: Schema, value: unknown, answer: unknown[]][] = [
    [
      "forbid_nested_extra_location",
      z.strictObject({ inner: z.record(z.string(), z.strictObject({ b: z.int().default(0) })) }),
      { inner: { k: { b: 1, c: 2 } } },
      [["extra_forbidden", "body", "inner", "k", "c"]],
    ],
    [
      "forbid_extra_comes_after_field_errors",
      z.strictObject({ a: z.int() }),
      { z: 2, y: 3, a: "x" },
      [
        ["int_parsing", "body", "a"],
        ["extra_forbidden", "body", "z"],
        ["extra_forbidden", "body", "y"],
      ],
    ],
    [
      "model_validator_error_location_is_body",
      z.object({ a: z.int(), b: z.int() }).refine((value) => value.a === value.b),
      { a: 1, b: 2 },
      [["value_error", "body"]],
    ],
    [
      "model_validator_is_skipped_when_a_field_failed",
      z.object({ a: z.int().min(3), b: z.int() }).refine((value) => value.a === value.b),
      { a: 1, b: 2 },
      [["greater_than_equal", "body", "a"]],
    ],
    [
      "recursive_model_deep_error_location",
      Tree,
      { label: "a", children: [{ label: "b", children: [{ lable: "c", children: [] }] }] },
      [["missing", "body", "children", 0, "children", 0, "label"]],
    ],
    ["body_null_is_rejected_as_a_value", Product, null, [["model_attributes_type", "body"]]],
    ["body missing", Product, undefined, [["missing", "body"]]],
    [
      "list_body_item_error",
      z.array(z.int()),
      [1, "x", null],
      [
        ["int_parsing", "body", 1],
        ["int_type", "body", 2],
      ],
    ],
    ["list_of_models_too_short", z.array(Maker).min(1), [], [["too_short", "body"]]],
    ["dict_body_list_is_rejected", z.record(z.string(), z.int()), [1], [["dict_type", "body"]]],
    [
      "dict_bad_key_location_has_key_marker",
      z.record(z.string().regex(/^\d+$/), z.number()),
      { x: 1 },
      [["string_pattern_mismatch", "body", "x", "[key]"]],
    ],
    ["tuple_short", z.tuple([z.int(), z.string(), z.boolean()]), [1, "a"], [["missing", "body", 2]]],
    ["tuple_long", z.tuple([z.int(), z.string(), z.boolean()]), [1, "a", true, 4], [["too_long", "body"]]],
    [
      "tuple_items",
      z.tuple([z.int(), z.string(), z.boolean()]),
      ["x", 2, "maybe"],
      [
        ["int_parsing", "body", 0],
        ["string_type", "body", 1],
        ["bool_parsing", "body", 2],
      ],
    ],
    [
      "union_no_match_lists_every_branch",
      Pets,
      { breed: "lab" },
      [
        ["missing", "body", "Cat", "name"],
        ["missing", "body", "Dog", "name"],
      ],
    ],
    [
      "union_not_an_object_lists_every_branch",
      Pets,
      5,
      [
        ["model_attributes_type", "body", "Cat"],
        ["model_attributes_type", "body", "Dog"],
      ],
    ],
    [
      "union_scalar_branch_error_uses_type_name",
      z.union([z.object({}).meta({ id: "Bird" }), z.int()]),
      "x",
      [
        ["model_attributes_type", "body", "Bird"],
        ["int_parsing", "body", "int"],
      ],
    ],
    [
      "a union of which one branch breaks only its bounds",
      z.union([z.int().min(5), z.string().min(9)]),
      3,
      [
        ["greater_than_equal", "body", "int"],
        ["string_type", "body", "str"],
      ],
    ],
    [
      "discriminated_error_location_has_the_tag",
      Shape,
      { kind: "circle", radius: 0 },
      [["greater_than", "body", "circle", "radius"]],
    ],
    ["discriminated_unknown_tag", Shape, { kind: "oval" }, [["union_tag_invalid", "body"]]],
    ["discriminated_missing_tag", Shape, { radius: 1 }, [["union_tag_not_found", "body"]]],
    ["discriminated_not_an_object", Shape, [], [["model_attributes_type", "body"]]],
    [
      "discriminated_list_errors_keep_index_and_tag",
      z.object({ title: z.string(), shapes: z.array(Shape).default([]) }),
      { title: "d", shapes: [{ kind: "circle" }, { kind: "oval" }, { kind: "rect", width: "w" }] },
      [
        ["missing", "body", "shapes", 0, "circle", "radius"],
        ["union_tag_invalid", "body", "shapes", 1],
        ["float_parsing", "body", "shapes", 2, "rect", "width"],
      ],
    ],
    [
      "a strict member of a discriminated union",
      z.discriminatedUnion("k", [z.strictObject({ k: z.literal("a") })]),
      { k: "a", z: 1 },
      [["extra_forbidden", "body", "a", "z"]],
    ],
    [
      "a required union that is absent",
      z.object({ u: z.union([z.int(), z.string()]) }),
      {},
      [["missing", "body", "u"]],
    ],
    [
      "a nullable union fault",
      z.object({ u: z.union([z.int(), z.null()]) }),
      { u: "x" },
      [["int_parsing", "body", "u"]],
    ],
  ];
  test.each(rows)("%s", async (_name, schema, value, answer) => {
    expect(await places(schema, value)).toEqual(answer);
  });
});
