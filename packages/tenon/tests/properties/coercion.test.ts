/**
 * What is decided about texts at start-up is what somebody would decide who looks at the schema anew for each request: a plain reader,
 * written from the promise, and Zod itself behind it.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import * as z from "zod";
import { createApp, get } from "../../src/index.ts";
import { throughBothDoors } from "../http/doors.ts";
import { runs, timeLimit } from "./runs.ts";

type Plain = (text: string) => unknown;

const integer: Plain = (text) => {
  if (!/^[+-]?[0-9]+$/.test(text)) return text;
  const exact = BigInt(text.replace("+", ""));
  return exact >= -(2n ** 53n) && exact <= 2n ** 53n && Number.isSafeInteger(Number(exact))
    ? Number(exact)
    : text;
};
const number: Plain = (text) => {
  const isDecimal = /^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)(e[+-]?[0-9]+)?$/i.test(text);
  return isDecimal && Number.isFinite(Number.parseFloat(text)) ? Number.parseFloat(text) : text;
};
const boolean: Plain = (text) => {
  const word = text.toLowerCase();
  if (["true", "1", "yes", "on", "t", "y"].includes(word)) return true;
  return ["false", "0", "no", "off", "f", "n"].includes(word) ? false : text;
};
const same: Plain = (text) => text;

/** The first of several meanings that is one. */
const either =
  (...readers: readonly Plain[]): Plain =>
  (text) => {
    for (const read of readers) if (read(text) !== text) return read(text);
    return text;
  };

interface Kind {
  readonly schema: z.ZodType;
  readonly read: Plain;
  /** Whether the empty text is one like any other: the schema has strings among its values. */
  readonly text?: true;
}

const scalars: Readonly<Record<string, Kind>> = {
  integer: { schema: z.int(), read: integer },
  small: { schema: z.int().min(-5).max(5), read: integer },
  number: { schema: z.number(), read: number },
  bounded: { schema: z.number().gt(0).lt(1e6), read: number },
  boolean: { schema: z.boolean(), read: boolean },
  text: { schema: z.string().max(8), read: same, text: true },
  words: { schema: z.enum(["1", "yes", "all"]), read: same, text: true },
  date: { schema: z.iso.date(), read: same, text: true },
  one: { schema: z.literal(1), read: number },
  nullable: { schema: z.int().nullable(), read: integer },
  integerOrBoolean: { schema: z.union([z.boolean(), z.int()]), read: either(integer, boolean) },
  wordOrInteger: {
    schema: z.union([z.enum(["all"]), z.int()]),
    read: (text) => (text === "all" ? text : integer(text)),
    text: true,
  },
  numberOrText: { schema: z.union([z.number(), z.string().max(8)]), read: same, text: true },
};

/** What each scalar is also asked as. */
const forms = {
  required: (schema: z.ZodType) => schema,
  optional: (schema: z.ZodType) => schema.optional(),
  list: (schema: z.ZodType) => z.array(schema).max(3),
};
type Form = keyof typeof forms;

const cases = Object.entries(scalars).flatMap(([name, kind]) =>
  (Object.keys(forms) as Form[]).map((form) => ({
    name: `${name}_${form}`,
    kind,
    form,
    schema: forms[form](kind.schema),
  })),
);

const app = createApp({
  title: "Coercion",
  version: "1.0.0",
  routes: Object.fromEntries(
    cases.map(({ name, schema }) => [
      name,
      get(`/${name}`, { query: { value: schema } }, ({ query }) => ({ value: query.value })),
    ]),
  ),
});

const text = fc.oneof(
  fc.constantFrom(
    ...[
      "true",
      "YES",
      "off",
      "T",
      "1",
      "0",
      "-0",
      "+1",
      "01",
      "1.0",
      ".5",
      "5.",
      "1e3",
      "1E-3",
      "1e400",
      "0x10",
      "1_000",
      "null",
    ],
    ...[
      " 1",
      "1 ",
      "--1",
      "+",
      "-",
      ".",
      "",
      "all",
      "NaN",
      "Infinity",
      "9007199254740991",
      "9007199254740992",
      "2024-02-29",
      "2023-02-29",
    ],
  ),
  fc.integer().map(String),
  fc.double({ noNaN: true }).map(String),
  fc.string({ maxLength: 10 }),
);

/** What a plain reader makes of the texts; undefined where nothing was said. */
function plainly({ kind, form }: (typeof cases)[number], texts: readonly string[]): unknown {
  const said = kind.text === true ? texts : texts.filter((it) => it !== "" || form === "list");
  if (form === "list") return said.length === 0 ? undefined : said.map(kind.read);
  // Of a name that is there several times the last counts.
  const last = texts.at(-1);
  return last === undefined || (last === "" && kind.text !== true) ? undefined : kind.read(last);
}

throughBothDoors("texts of a query", (open) => {
  test.each(cases.map((it) => [it.name, it] as const))("%s", { timeout: timeLimit }, async (name, one) => {
    await using door = await open(app);
    await fc.assert(
      fc.asyncProperty(fc.array(text, { maxLength: one.form === "list" ? 4 : 1 }), async (texts) => {
        const search = new URLSearchParams(texts.map((it): [string, string] => ["value", it]));
        const answer = await door.send("GET", `/${name}?${search}`);
        const expected = one.schema.safeParse(plainly(one, texts));
        if (expected.success)
          expect(answer.json()).toEqual(JSON.parse(JSON.stringify({ value: expected.data })));
        else expect(answer.status, answer.text).toBe(422);
      }),
      runs(60),
    );
  });
});
