import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { coercer } from "./coerce.ts";
import type { JsonSchema } from "./schema.ts";

const integer = coercer({ type: "integer" }, {});
const number = coercer({ type: "number" }, {});

test("every safe integer comes back from its text", () => {
  fc.assert(fc.property(fc.maxSafeInteger(), (value) => integer(String(value)) === value));
});

test("every finite number comes back from its text", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) =>
      Object.is(number(String(value)), Object.is(value, -0) ? 0 : value),
    ),
  );
});

test("whatever is not coerced is the very text", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      for (const type of ["integer", "number", "boolean", "null", "object"]) {
        const value = coercer({ type }, {})(text);
        expect(value === text || typeof value !== "string").toBe(true);
      }
    }),
  );
});

describe("what stays text", () => {
  test.each(["1.0", "1_000", " 1 ", "", "1e3", "0x10", "9007199254740992", "one", "--1", "+"])(
    "%j is no integer",
    (text) => {
      expect(integer(text)).toBe(text);
    },
  );
  test.each(["nan", "Infinity", "0x10", "1e400", "", " 1", "1,5", ".", "e5"])("%j is no number", (text) => {
    expect(number(text)).toBe(text);
  });
});

describe("unions and references", () => {
  const rows: [JsonSchema, string, unknown][] = [
    [{ type: ["integer", "null"] }, "5", 5],
    [{ anyOf: [{ type: "number" }, { type: "null" }] }, "null", "null"],
    [{ anyOf: [{ type: "integer" }, { type: "string" }] }, "12", "12"],
    [{ anyOf: [{ type: "boolean" }, { type: "integer" }] }, "1", 1],
    [{ anyOf: [{ type: "boolean" }, { type: "integer" }] }, "t", true],
    [{ anyOf: [{ enum: ["all"] }, { type: "integer" }] }, "3", 3],
    [{ anyOf: [{ enum: ["all", "3"] }, { type: "integer" }] }, "3", "3"],
    [{ enum: [1, 10] }, "10", 10],
    [{ enum: [1, 10] }, "5", "5"],
    [{ const: true }, "yes", true],
    [{ $ref: "#/$defs/Size" }, "7", 7],
    [{ type: "object" }, "{}", "{}"],
    [{}, "1", "1"],
  ];
  test.each(rows)("%j reads %j", (json, text, value) => {
    expect(coercer(json, { $defs: { Size: { type: "integer" } } })(text)).toBe(value);
  });
});
