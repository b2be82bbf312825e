import { expect, test } from "vitest";
import * as z from "zod";
import { contract } from "./contract.ts";

test("required means that undefined is refused", () => {
  expect(contract(z.string(), "test").required).toBe(true);
  expect(contract(z.string().nullable(), "test").required).toBe(true);
  expect(contract(z.string().optional(), "test").required).toBe(false);
  expect(contract(z.int().default(1), "test").required).toBe(false);
  expect(
    contract(
      z
        .string()
        .refine(async () => true)
        .optional(),
      "test",
    ).required,
  ).toBe(false);
});

test("a contract is made once a schema, and answers at once where it can", () => {
  const schema = z.object({ a: z.int() });
  expect(contract(schema, "one")).toBe(contract(schema, "two"));
  expect(contract(schema, "one").decode({ a: 1 })).toEqual({ value: { a: 1 } });
});
