import { describe, expect, test } from "vitest";
import * as z from "zod";
import { read } from "./read-source.fixture.ts";
import type { InputShape } from "./source.ts";

describe("what FastAPI answers to a query", () => {
  const n = { n: z.int() };
  const rows: [name: string, shape: InputShape, sent: Record<string, unknown>, answer: unknown][] = [
    ["int_given", n, { n: "5" }, { n: 5 }],
    ["int_missing", n, {}, [["missing", "query", "n"]]],
    ["int_empty_is_rejected", n, { n: "" }, [["int_parsing", "query", "n"]]],
    ["int_word_is_rejected", n, { n: "five" }, [["int_parsing", "query", "n"]]],
    ["int_escaped_plus_is_accepted", n, { n: "+5" }, { n: 5 }],
    ["int_leading_zeros_are_dropped", n, { n: "007" }, { n: 7 }],
    ["int with a fraction of zero (differs on purpose)", n, { n: "5.0" }, [["int_parsing", "query", "n"]]],
    ["int_repeated_key_last_wins", n, { n: ["1", "2"] }, { n: 2 }],
    ["int_repeated_key_last_bad_is_rejected", n, { n: ["1", "x"] }, [["int_parsing", "query", "n"]]],
    [
      "int beyond what a number holds",
      n,
      { n: "18446744073709551616" },
      [["int_parsing_size", "query", "n"]],
    ],
    ["int_default_used", { n: z.int().default(10) }, {}, { n: 10 }],
    ["int default, empty (differs on purpose)", { n: z.int().default(10) }, { n: "" }, { n: 10 }],
    ["int optional, empty (differs on purpose)", { n: z.int().optional() }, { n: "" }, {}],
    [
      "int_optional_word_null_is_rejected",
      { n: z.int().nullable().default(null) },
      { n: "null" },
      [["int_parsing", "query", "n"]],
    ],
    [
      "nullable_without_default_is_still_required",
      { q: z.string().nullable() },
      {},
      [["missing", "query", "q"]],
    ],
    ["required_empty_string_is_a_value", { q: z.string() }, { q: "" }, { q: "" }],
    ["float_small_exponent", { x: z.number() }, { x: "1e-7" }, { x: 1e-7 }],
    ["float_leading_dot", { x: z.number() }, { x: ".5" }, { x: 0.5 }],
    ["float_word_is_rejected", { x: z.number() }, { x: "abc" }, [["float_parsing", "query", "x"]]],
    ["float nan", { x: z.number() }, { x: "nan" }, [["finite_number", "query", "x"]]],
    ["float overflow", { x: z.number() }, { x: "1e400" }, [["finite_number", "query", "x"]]],
    ["float hexadecimal", { x: z.number() }, { x: "0x10" }, [["float_parsing", "query", "x"]]],
    ["bool_rejects_two", { b: z.boolean() }, { b: "2" }, [["bool_parsing", "query", "b"]]],
    ["bool_rejects_padded", { b: z.boolean() }, { b: " true" }, [["bool_parsing", "query", "b"]]],
    ["bool_rejects_empty", { b: z.boolean() }, { b: "" }, [["bool_parsing", "query", "b"]]],
    [
      "date_bad",
      { d: z.iso.date().optional() },
      { d: "31-12-2024" },
      [["date_from_datetime_parsing", "query", "d"]],
    ],
    [
      "date_empty_is_rejected",
      { d: z.iso.date().optional() },
      { d: "" },
      [["date_from_datetime_parsing", "query", "d"]],
    ],
    [
      "date_with_time_is_rejected",
      { d: z.iso.date() },
      { d: "2024-02-29T10:00:00" },
      [["date_from_datetime_inexact", "query", "d"]],
    ],
    ["datetime bad", { d: z.iso.datetime() }, { d: "noon" }, [["datetime_from_date_parsing", "query", "d"]]],
    ["uuid_word_is_rejected", { u: z.uuid() }, { u: "nope" }, [["uuid_parsing", "query", "u"]]],
    [
      "enum_bad",
      { by: z.enum(["newest", "oldest"]).default("newest") },
      { by: "largest" },
      [["enum", "query", "by"]],
    ],
    [
      "enum_empty_is_rejected",
      { by: z.enum(["newest", "oldest"]).default("newest") },
      { by: "" },
      [["enum", "query", "by"]],
    ],
    ["int_enum_value", { level: z.enum({ low: 1, high: 10 }) }, { level: "10" }, { level: 10 }],
    [
      "int_enum_word_is_rejected",
      { level: z.enum({ low: 1, high: 10 }) },
      { level: "low" },
      [["enum", "query", "level"]],
    ],
    [
      "literal_bad",
      { kind: z.literal(["json", "csv", 3]) },
      { kind: "xml" },
      [["literal_error", "query", "kind"]],
    ],
    [
      "literal_number_does_not_match_text",
      { kind: z.literal(["json", "csv", 3]) },
      { kind: "3" },
      [["literal_error", "query", "kind"]],
    ],
    [
      "range_zero_fails_gt_first",
      { n: z.int().gt(0).max(100).multipleOf(10) },
      { n: "0" },
      [["greater_than", "query", "n"]],
    ],
    [
      "range_negative_not_multiple_reports_one_error",
      { n: z.int().gt(0).max(100).multipleOf(10) },
      { n: "-5" },
      [["multiple_of", "query", "n"]],
    ],
    [
      "range_above_not_multiple_reports_one_error",
      { n: z.int().gt(0).max(100).multipleOf(10) },
      { n: "105" },
      [["multiple_of", "query", "n"]],
    ],
    [
      "text_short_and_pattern_miss_reports_one_error",
      {
        s: z
          .string()
          .min(3)
          .regex(/^[a-z]*$/),
      },
      { s: "A" },
      [["string_too_short", "query", "s"]],
    ],
    [
      "text_pattern_miss",
      {
        s: z
          .string()
          .min(3)
          .regex(/^[a-z]*$/),
      },
      { s: "ABC" },
      [["string_pattern_mismatch", "query", "s"]],
    ],
    [
      "union_int_or_str_from_digits_stays_string",
      { v: z.union([z.int(), z.string()]) },
      { v: "12" },
      { v: "12" },
    ],
    ["union of int and bool", { v: z.union([z.int(), z.boolean()]) }, { v: "yes" }, { v: true }],
    [
      "alias_given",
      { itemQuery: z.string().meta({ alias: "item-query" }) },
      { "item-query": "x" },
      { itemQuery: "x" },
    ],
    [
      "alias_function_name_is_not_accepted",
      { itemQuery: z.string().meta({ alias: "item-query" }) },
      { itemQuery: "x" },
      [["missing", "query", "item-query"]],
    ],
    [
      "custom_validator_error_has_value_error_type",
      { w: z.string().refine((w) => !w.includes(" "), "no spaces") },
      { w: "a b" },
      [["value_error", "query", "w"]],
    ],
  ];
  test.each(rows)("%s", async (_name, shape, sent, answer) => {
    expect(await read("query", shape, sent)).toEqual(answer);
  });
});

test.each(["true", "True", "1", "t", "T", "on", "ON", "yes", "Yes", "y", "oN"])(
  "%s is true",
  async (word) => {
    expect(await read("query", { flag: z.boolean() }, { flag: word })).toEqual({ flag: true });
  },
);

test.each(["false", "FALSE", "0", "f", "off", "oFf", "no", "No", "n"])("%s is false", async (word) => {
  expect(await read("query", { flag: z.boolean() }, { flag: word })).toEqual({ flag: false });
});
