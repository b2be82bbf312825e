import { type App, createApp, get } from "tenon";
import * as z from "zod";
import { date, datetime } from "./python.ts";

const Sort = z.enum(["newest", "oldest"]).meta({ id: "Sort" });

const words = z.string().refine((text) => !text.includes(" "), "must not contain spaces");

/** FastAPI's `strict=True` refuses all text, and a query has nothing else. */
const neverText = z.int().check(({ value, issues }) => {
  issues.push({ code: "custom", input: value, message: "no text is", params: { type: "int_type" } });
});

const jsonText = z.string().meta({
  contentMediaType: "application/json",
  contentSchema: { type: "array", items: { type: "integer" } },
});

const jsonList = z.codec(jsonText, z.array(z.int()), {
  decode: (text, context) => {
    try {
      return JSON.parse(text) as number[];
    } catch (error) {
      context.issues.push({
        code: "custom",
        input: text,
        message: String(error),
        params: { type: "json_invalid" },
      });
      return z.NEVER;
    }
  },
  encode: (list) => JSON.stringify(list),
});

const routes = {
  required: get("/required", { query: { q: z.string() } }, ({ query }) => query),
  default: get("/default", { query: { q: z.string().default("fallback") } }, ({ query }) => query),
  optional: get("/optional", { query: { q: z.string().nullable().default(null) } }, ({ query }) => query),
  requiredNullable: get("/required-nullable", { query: { q: z.string().nullable() } }, ({ query }) => query),
  integer: get("/int", { query: { n: z.int() } }, ({ query }) => query),
  integerDefault: get("/int-default", { query: { n: z.int().default(10) } }, ({ query }) => query),
  integerOptional: get(
    "/int-optional",
    { query: { n: z.int().nullable().default(null) } },
    ({ query }) => query,
  ),
  floating: get("/float", { query: { x: z.number().default(0.5) } }, ({ query }) => query),
  boolean: get("/bool", { query: { flag: z.boolean() } }, ({ query }) => query),
  booleanDefault: get("/bool-default", { query: { flag: z.boolean().default(false) } }, ({ query }) => query),
  day: get(
    "/day",
    { query: { day: date.nullable().default(null), at: datetime.nullable().default(null) } },
    ({ query }) => query,
  ),
  sort: get("/sort", { query: { by: Sort.default("newest") } }, ({ query }) => query),
  fmt: get(
    "/format",
    { query: { kind: z.literal(["json", "csv", 3]).default("json") } },
    ({ query }) => query,
  ),
  inRange: get("/range", { query: { n: z.int().gt(0).max(100).multipleOf(10) } }, ({ query }) => query),
  text: get(
    "/text",
    {
      query: {
        s: z
          .string()
          .min(3)
          .max(5)
          .regex(/^[a-z]*$/)
          .default("abc"),
      },
    },
    ({ query }) => query,
  ),
  badDefault: get("/bad-default", { query: { n: z.int().min(1).default(0) } }, ({ query }) => query),
  alias: get("/alias", { query: { itemQuery: z.string().meta({ alias: "item-query" }) } }, ({ query }) => ({
    item_query: query.itemQuery,
  })),
  validationAlias: get(
    "/validation-alias",
    {
      query: {
        q: z.string().optional().meta({ default: "none" }),
        search: z.string().optional().meta({ hidden: true }),
        term: z.string().optional().meta({ hidden: true }),
      },
    },
    ({ query: { q, search, term } }) => ({ q: q ?? search ?? term ?? "none" }),
  ),
  strict: get("/strict", { query: { n: neverText.default(0) } }, ({ query }) => query),
  jsonParam: get("/json", { query: { box: jsonList } }, ({ query }) => query),
  union: get("/union", { query: { value: z.union([z.int(), z.string()]) } }, ({ query: { value } }) => ({
    value,
    type: typeof value === "string" ? "str" : "int",
  })),
  validated: get("/validated", { query: { word: words } }, ({ query }) => query),
  many: get(
    "/many",
    { query: { b: z.int(), a: z.int(), c: z.string().min(2).default(""), d: z.boolean().default(false) } },
    ({ query }) => query,
  ),
  documented: get(
    "/documented",
    {
      query: {
        old: z.string().nullable().default(null).meta({ deprecated: true, description: "No longer used" }),
        secret: z.string().nullable().default(null).meta({ hidden: true }),
        page: z
          .int()
          .min(1)
          .default(1)
          .meta({ title: "Page number", examples: [1, 2] }),
      },
    },
    ({ query }) => query,
  ),
};

export default (): App => createApp({ title: "Query scalars", version: "1.0.0", routes });
