/** The work of telling faults grows with their number, whoever sends them. */
import { expect, test } from "vitest";
import * as z from "zod";
import { contract } from "./contract.ts";

function faultsOf(schema: z.ZodType, input: unknown) {
  const made = contract(schema, "test");
  made.decode(undefined);
  const result = made.decode(input) as { readonly issues?: never[] };
  return made.faults(result.issues ?? [], ["body"], input, true);
}

test("of very many faults a thousand are told", () => {
  const faults = faultsOf(z.array(z.string()), Array(5_000).fill(1));
  expect(faults).toHaveLength(1_000);
  expect(faults.at(-1)).toMatchObject({ type: "string_type", loc: ["body", 999] });
});

test("twenty times as many wrong lists, rules and entries are not four hundred times the work", () => {
  const row = z.array(z.string().refine((text) => text !== "no", "no")).max(1);
  const schema = z.array(row).refine((rows) => rows.length < 3, "few");
  const timeOf = (count: number): number => {
    const input = Array.from({ length: count }, () => ["no", "no", "yes"]);
    const begun = performance.now();
    faultsOf(schema, input);
    return performance.now() - begun;
  };
  timeOf(500);
  const [few, many] = [timeOf(1_000), timeOf(20_000)];
  expect(many / few).toBeLessThan(150);
});
