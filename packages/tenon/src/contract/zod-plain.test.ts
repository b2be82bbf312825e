/** Whatever the schema and the value: what is found without Zod's issues is what its issues say. */
import fc from "fast-check";
import { expect, test } from "vitest";
import * as z from "zod";
import { contract } from "./contract.ts";
import type { Finding } from "./finding.ts";
import { report } from "./report.ts";
import { zodFindings } from "./zod-findings.ts";

const bound = fc.integer({ min: 0, max: 4 });

const leaf: fc.Arbitrary<z.ZodType> = fc.oneof(
  fc.tuple(bound, bound).map(([a, b]) => z.string().min(Math.min(a, b)).max(Math.max(a, b))),
  fc.constantFrom<z.ZodType>(
    z.string(),
    z.string().regex(/^[a-z]*$/),
    z.string().min(2).regex(/^a/i).max(3),
    z.email(),
    z.uuid(),
    z.number(),
    z.number().gt(1).lt(3),
    z.number().int().min(-2),
    z.int(),
    z.int().min(1).max(3),
    z.boolean(),
    // Not plain: asked through Zod.
    z.enum(["a", "b"]),
    z.literal(["a", 1]),
    z.iso.date(),
    z.url(),
    z.number().multipleOf(2),
    z.string().min(2, "too short for us"),
    z.string({ error: "a text, please" }),
    z.string().refine((text) => text !== "a", "not a"),
    z.null(),
    z.union([z.int(), z.boolean()]),
    z.coerce.number(),
    z.codec(z.iso.date(), z.date(), {
      decode: (text) => new Date(text),
      encode: (date) => date.toISOString().slice(0, 10),
    }),
    z.record(z.string().max(1), z.int()),
    z.tuple([z.int(), z.string()]),
    z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("a"), n: z.int() }),
      z.object({ kind: z.literal("b") }),
    ]),
  ),
);

const { schema } = fc.letrec<{ schema: z.ZodType }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    fc
      .dictionary(fc.constantFrom("a", "b", "kind", "constructor"), tie("schema"), { maxKeys: 3 })
      .map((shape) => z.object(shape)),
    fc
      .dictionary(fc.constantFrom("a", "b"), tie("schema"), { maxKeys: 2 })
      .map((shape) => z.strictObject(shape)),
    tie("schema").map((inner) => z.array(inner)),
    tie("schema").map((inner) => z.array(inner).min(1).max(2)),
    tie("schema").map((inner) => inner.optional()),
    tie("schema").map((inner) => inner.nullable()),
    tie("schema").map((inner) => inner.nullish()),
    tie("schema").map((inner) => z.lazy(() => inner)),
  ),
}));

const scalarValue = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    undefined,
    true,
    "",
    "a",
    "ab",
    "1",
    "true",
    "😀",
    "2024-02-29",
    "a@b.example",
  ),
  fc.constantFrom<unknown>(0, -1, 1.5, 2, 5, 2 ** 53, -(2 ** 53), Number.NaN, Number.POSITIVE_INFINITY),
);

const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    scalarValue,
    fc.dictionary(fc.constantFrom("a", "b", "kind", "n", "constructor"), tie("value"), { maxKeys: 3 }),
    fc.array(tie("value"), { maxLength: 3 }),
  ),
}));

function reported(findings: readonly Finding[], input: unknown) {
  return report(findings, { loc: ["body"], input, shown: input, echo: true, hidden: () => false });
}

test("the faults are those of Zod's issues", async () => {
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(schema, fc.array(value, { minLength: 1, maxLength: 5 }), async (one, inputs) => {
      const made = contract(one, "test");
      // Asked once, it is interpreted; compiled from then on.
      await made.decode(undefined);
      for (const input of inputs) {
        const slow = one.safeParse(input);
        const result = await made.decode(input);
        expect(result.issues === undefined).toBe(slow.success);
        if (result.issues === undefined || slow.success) continue;
        refused += 1;
        expect(made.faults(result.issues, ["body"], input, true)).toEqual(
          reported(zodFindings(one, slow.error.issues, input), input),
        );
      }
    }),
    { numRuns: 1_500 * Number(process.env.PROPERTY_FACTOR ?? 1) },
  );
  expect(refused).toBeGreaterThan(500);
});

test("words for everything stand, whenever they are set", async () => {
  const made = contract(z.object({ name: z.string() }), "test");
  for (const input of [undefined, {}]) await made.decode(input);
  z.config({ customError: () => "no" });
  try {
    const result = await made.decode({ name: 1 });
    expect(made.faults(result.issues ?? [], ["body"], { name: 1 }, true)).toMatchObject([{ msg: "no" }]);
  } finally {
    z.config({ customError: undefined });
  }
});

test("a rule that waits is waited for, beside plain ones", async () => {
  const made = contract(
    z.object({ name: z.string().min(2), free: z.string().refine(async (text) => text === "yes", "taken") }),
    "test",
  );
  for (const input of [undefined, {}]) await made.decode(input);
  const input = { name: "a", free: "no" };
  const result = await made.decode(input);
  expect(made.faults(result.issues ?? [], ["body"], input, true)).toMatchObject([
    { type: "string_too_short" },
    { type: "value_error" },
  ]);
});
