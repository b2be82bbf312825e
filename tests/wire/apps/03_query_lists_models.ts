import { type App, createApp, dependency, get } from "tenon";
import * as z from "zod";

const limit = z.int().gt(0).max(100).default(20);

const Page = z.object({
  limit,
  offset: z.int().min(0).default(0),
  order_by: z.literal(["created", "updated"]).default("created"),
  tags: z.array(z.string()).default([]),
});

const StrictPage = z.strictObject({ limit, words: z.array(z.string()).max(2).default([]) });

const OpenPage = z.looseObject({ limit: z.int().default(20) });

const Span = z
  .object({ low: z.int().meta({ alias: "from" }), high: z.int().meta({ alias: "to" }) })
  .refine(({ low, high }) => high >= low, "to must not be below from");

const SpanOut = z.object({ from: z.int(), to: z.int() }).meta({ id: "Span" });

const Named = z.object({
  name: z
    .string()
    .refine((name) => /^\p{L}+$/u.test(name), "letters only")
    .overwrite((name) => name.toLowerCase()),
});

const page = dependency({ query: Page }, ({ query }) => query);
const strictPage = dependency({ query: StrictPage }, ({ query }) => query);
const named = dependency({ query: Named }, ({ query }) => query);

const uniqueInts = z.codec(z.array(z.int()).meta({ uniqueItems: true }), z.set(z.int()), {
  decode: (list) => new Set(list),
  encode: (set) => [...set],
});

const routes = {
  strings: get("/strings", { query: { tag: z.array(z.string()) } }, ({ query }) => query),
  stringsDefault: get(
    "/strings-default",
    { query: { tag: z.array(z.string()).default(["x", "y"]) } },
    ({ query }) => query,
  ),
  stringsOptional: get(
    "/strings-optional",
    { query: { tag: z.array(z.string()).nullable().default(null) } },
    ({ query }) => query,
  ),
  ints: get("/ints", { query: { n: z.array(z.int()) } }, ({ query: { n } }) => ({
    n,
    total: n.reduce((sum, one) => sum + one, 0),
  })),
  limited: get("/limited", { query: { n: z.array(z.int()).min(2).max(3) } }, ({ query }) => query),
  itemsLimited: get(
    "/items-limited",
    { query: { n: z.array(z.int().min(10)).default([]) } },
    ({ query }) => query,
  ),
  unique: get("/unique", { query: { n: uniqueInts } }, ({ query: { n } }) => ({
    n: [...n].sort((a, b) => a - b),
  })),
  pair: get("/pair", { query: { p: z.tuple([z.int(), z.string()]) } }, ({ query }) => query),
  flags: get(
    "/flags",
    { query: { f: z.array(z.boolean()).default([]).meta({ alias: "flag" }) } },
    ({ query }) => query,
  ),
  plainList: get("/plain-list", { query: { word: z.array(z.unknown()).default([]) } }, ({ query }) => query),
  page: get("/page", { query: Page }, ({ query }) => query),
  strictPage: get("/strict-page", { query: StrictPage }, ({ query }) => query),
  openPage: get("/open-page", { query: OpenPage }, ({ query }) => query),
  span: get("/span", { query: Span }, ({ query }) => query),
  spanModel: get("/span-model", { query: Span, response: SpanOut }, ({ query }) => ({
    from: query.low,
    to: query.high,
  })),
  named: get("/named", { query: Named }, ({ query }) => query),
  pageAndScalar: get(
    "/page-and-scalar",
    { depends: { page }, query: { q: z.string(), limit } },
    ({ page, query: { q, limit } }) => ({ page, q, limit }),
  ),
  optionalPage: get("/optional-page", { query: Page.nullish() }, ({ query }) => ({ page: query ?? null })),
  twoModels: get("/two-models", { depends: { p: strictPage, s: named } }, ({ p, s }) => ({ p, s })),
};

export default (): App => createApp({ title: "Query lists and models", version: "1.0.0", routes });
