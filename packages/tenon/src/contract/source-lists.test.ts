import { describe, expect, test } from "vitest";
import * as z from "zod";
import { read } from "./read-source.fixture.ts";
import type { InputShape } from "./source.ts";

const page = z.object({
  limit: z.int().gt(0).max(100).default(20),
  offset: z.int().min(0).default(0),
  orderBy: z.literal(["created", "updated"]).default("created"),
  tags: z.array(z.string()).default([]),
});
const strictPage = z.strictObject({
  limit: z.int().gt(0).max(100).default(20),
  words: z.array(z.string()).max(2).default([]),
});
const span = z
  .object({ low: z.int().meta({ alias: "from" }), high: z.int().meta({ alias: "to" }) })
  .refine((value) => value.high >= value.low, "to must not be below from");

describe("what FastAPI answers to lists and models in a query", () => {
  const rows: [name: string, shape: InputShape, sent: Record<string, unknown>, answer: unknown][] = [
    ["list_one_value", { tag: z.array(z.string()) }, { tag: "a" }, { tag: ["a"] }],
    ["list_empty_value_is_an_item", { tag: z.array(z.string()) }, { tag: "" }, { tag: [""] }],
    ["list_missing", { tag: z.array(z.string()) }, {}, [["missing", "query", "tag"]]],
    [
      "int_list_bad_item_has_index",
      { n: z.array(z.int()) },
      { n: ["1", "x", "3", "y"] },
      [
        ["int_parsing", "query", "n", 1],
        ["int_parsing", "query", "n", 3],
      ],
    ],
    ["list_too_short", { n: z.array(z.int()).min(2).max(3) }, { n: "1" }, [["too_short", "query", "n"]]],
    [
      "list_too_short_with_bad_item_reports_item_error",
      { n: z.array(z.int()).min(2).max(3) },
      { n: "x" },
      [["int_parsing", "query", "n", 0]],
    ],
    ["tuple_ok", { p: z.tuple([z.int(), z.string()]) }, { p: ["1", "b"] }, { p: [1, "b"] }],
    ["tuple_too_short", { p: z.tuple([z.int(), z.string()]) }, { p: "1" }, [["missing", "query", "p", 1]]],
    [
      "tuple_too_long",
      { p: z.tuple([z.int(), z.string()]) },
      { p: ["1", "b", "c"] },
      [["too_long", "query", "p"]],
    ],
    [
      "many_errors_follow_signature_order",
      { b: z.int(), a: z.int(), c: z.string().min(2).default(""), d: z.boolean().default(false) },
      { c: "x", d: "zz" },
      [
        ["missing", "query", "b"],
        ["missing", "query", "a"],
        ["string_too_short", "query", "c"],
        ["bool_parsing", "query", "d"],
      ],
    ],
    [
      "model_all_given",
      page,
      { limit: "5", offset: "10", orderBy: "updated", tags: ["a", "b"] },
      { limit: 5, offset: 10, orderBy: "updated", tags: ["a", "b"] },
    ],
    [
      "model_several_errors_in_field_order",
      page,
      { orderBy: "x", offset: "-1", limit: "101" },
      [
        ["less_than_equal", "query", "limit"],
        ["greater_than_equal", "query", "offset"],
        ["literal_error", "query", "orderBy"],
      ],
    ],
    [
      "model_extra_is_ignored",
      page,
      { limit: "5", colour: "red" },
      { limit: 5, offset: 0, orderBy: "created", tags: [] },
    ],
    ["model_scalar_repeated_last_wins", page.pick({ limit: true }), { limit: ["5", "6"] }, { limit: 6 }],
    [
      "forbid_two_extras_in_query_order",
      strictPage,
      { b: "1", a: "2" },
      [
        ["extra_forbidden", "query", "b"],
        ["extra_forbidden", "query", "a"],
      ],
    ],
    [
      "forbid_extra_after_field_error",
      strictPage,
      { b: "1", limit: "0" },
      [
        ["greater_than", "query", "limit"],
        ["extra_forbidden", "query", "b"],
      ],
    ],
    [
      "allow_repeated_extra_is_a_list",
      z.looseObject({ limit: z.int().default(20) }),
      { n: ["1", "2"] },
      { limit: 20, n: ["1", "2"] },
    ],
    ["model_alias", span, { from: "1", to: "2" }, { low: 1, high: 2 }],
    [
      "model_alias_field_name_is_not_accepted",
      span,
      { low: "1", high: "2" },
      [
        ["missing", "query", "from"],
        ["missing", "query", "to"],
      ],
    ],
    ["model_validator_error_location_is_query", span, { from: "2", to: "1" }, [["value_error", "query"]]],
    ["optional_model_absent", page.optional(), { zzz: "3" }, undefined],
    ["optional_model_bad_field", page.optional(), { limit: "-3" }, [["greater_than", "query", "limit"]]],
  ];
  test.each(rows)("%s", async (_name, shape, sent, answer) => {
    expect(await read("query", shape, sent)).toEqual(answer);
  });
});
