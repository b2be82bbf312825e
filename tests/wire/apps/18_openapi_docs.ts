import {
  type App,
  callback,
  createApp,
  del,
  dependency,
  get,
  html,
  json,
  mount,
  post,
  put,
  router,
  text,
  webhook,
} from "tenon";
import { apiKeyHeader, httpBearer } from "tenon/security";
import * as z from "zod";

const Colour = z.enum(["red", "blue"]).meta({ id: "Colour", description: "Colours we have." });
const Message = z.object({ detail: z.string() }).meta({ id: "Message" });
const httpUrl = z
  .url({ protocol: /^https?$/, normalize: true })
  .min(1)
  .max(2083);

const Size = z
  .object({
    width: z
      .number()
      .gt(0)
      .lt(1e6)
      .meta({ description: "In millimetres", examples: [12.5] }),
    height: z.number().nullable().default(null).meta({ title: "The height" }),
  })
  .meta({ id: "Size" });

const Thing = z
  .object({
    name: z
      .string()
      .min(1)
      .max(40)
      .regex(/^[A-Z]/)
      .meta({ examples: ["Lamp"] }),
    kind: z.literal(["a", "b"]),
    colour: Colour.default("red"),
    size: Size.nullable().default(null),
    tags: z.array(z.string()).max(5).default([]).meta({ uniqueItems: true }),
    homepage: httpUrl.nullable().default(null),
    old: z.int().default(0).meta({ deprecated: true }),
    fixed: z.literal("x").default("x"),
    pair: z.tuple([z.int(), z.string()]).default([1, "a"]),
    free: z.record(z.string(), z.unknown()).default({}),
    counts: z.record(z.string(), z.int()).default({}),
    get children() {
      return z.array(Thing).default([]);
    },
  })
  .meta({
    id: "Thing",
    description: "A thing.\n\nWith a long description.",
    examples: [{ name: "Lamp", kind: "a", colour: "red" }],
  });

const Stored = z.object({ ...Thing.shape, id: z.int() }).meta({ id: "Stored" });
const StoredWithSecret = z
  .object({ ...Stored.shape, secret: z.string().default("s") })
  .meta({ id: "StoredWithSecret" });
const Page = z.object({ items: z.array(Stored), total: z.int().min(0) }).meta({ id: "StoredPage" });
const Pushed = z.object({ url: httpUrl, ok: z.boolean() }).meta({ id: "Pushed" });

const key = apiKeyHeader({ key: "X-Key", description: "Ask for one", name: "Key" });
const token = httpBearer({ bearerFormat: "opaque", description: "A token" });

const thingId = { thing_id: z.int() };
/** One name in one place has one schema: the recorded app reads it as text here and as a number there. */
const limit = { limit: z.int().default(9) };
const limited = dependency({ query: limit }, ({ query }) => ({
  limit: query.limit,
}));

const things = router(
  { tags: ["things"] },
  {
    listThings: get(
      "/things",
      {
        summary: "All of them",
        description: "Not used as summary, but as description.\n\nSecond paragraph.",
        responseDescription: "A page of things",
        query: {
          q: z
            .string()
            .min(2)
            .optional()
            .meta({
              title: "Search",
              description: "Words to find",
              examples: ["lamp"],
              deprecated: true,
            }),
          colour: z
            .array(Colour)
            .default([])
            .meta({ examples: { warm: { summary: "Warm", value: ["red"] } } }),
          hidden: z.string().default("").meta({ hidden: true }),
        },
        headers: { x_trace: z.string().optional().meta({ description: "Trace" }) },
        cookies: { sid: z.string().optional() },
        response: Page,
      },
      () => ({ items: [], total: 0 }),
    ),
    makeThing: post(
      "/things",
      {
        status: 201,
        body: Thing.meta({ examples: { plain: { summary: "Plain", value: { name: "Lamp", kind: "a" } } } }),
        depends: { key },
        response: Stored,
        responses: {
          409: { schema: Message, description: "Taken" },
          422: { description: "Own description" },
          "5XX": Message,
          200: { type: "text/csv", schema: z.string(), description: "As CSV" },
        },
        callbacks: {
          pushed: callback("{$request.body.homepage}/pushed", { body: Pushed, response: Message }),
        },
        openapi: { operationId: "makeThing" },
      },
      ({ body }) => ({ id: 1, ...body }),
    ),
    oneThing: get(
      "/things/:thing_id",
      {
        params: {
          thing_id: z
            .int()
            .min(1)
            .max(1000)
            .meta({ title: "The id", examples: [7] }),
        },
        depends: { token },
        response: Stored.nullable(),
        responses: { 404: Message },
        deprecated: true,
      },
      () => null,
    ),
    replaceThing: put(
      "/things/:thing_id",
      {
        tags: ["write"],
        params: thingId,
        body: { thing: Thing, note: z.string().max(10).default("") },
        response: Message,
        openapi: { "x-cost": 5, requestBody: { description: "extra" } },
      },
      ({ body }) => ({ detail: body.note }),
    ),
    deleteThing: del(
      "/things/:thing_id",
      { summary: "Remove It", params: thingId, status: 204 },
      () => undefined,
    ),
  },
);

const Union = z.union([Thing, Size]);

const rest = {
  hidden: get("/hidden", { hidden: true }, () => "hidden"),
  page: get("/page", { responses: { 200: { type: "text/html" } } }, () => html("<p>page</p>")),
  text: get(
    "/text",
    { responses: { 200: { type: "text/plain", schema: Message, description: "Text or JSON" } } },
    () => text("text"),
  ),
  raw: get("/raw", () => json({ raw: true })),
  untyped: get("/untyped", () => ({})),
  form: post(
    "/form",
    { form: { name: z.string().max(5), agree: z.boolean().default(false) } },
    ({ form }) => form.name,
  ),
  upload: post(
    "/upload",
    {
      form: {
        file: z.file(),
        more: z.array(z.file()).default([]).meta({ description: "More files" }),
        note: z.string().default(""),
      },
    },
    ({ form }) => form.file.name,
  ),
  scalar: post(
    "/scalar",
    { body: z.int().gt(0).meta({ title: "A number" }), response: z.int() },
    ({ body }) => body,
  ),
  union: post("/union", { body: Union, response: z.array(Union) }, ({ body }) => [body]),
  depends: get("/depends", { depends: { p: limited }, query: limit }, ({ p, query }) => ({
    p,
    limit: query.limit,
  })),
};

const internal = router(
  { prefix: "/internal", tags: ["internal"], deprecated: true, responses: { 403: Message } },
  {
    a: get("/a", () => "a"),
    b: get("/b", { responses: { 403: { description: "Own" } } }, () => "b"),
  },
);

/** An app with a root path of its own cannot be mounted: the recorded one is not to be reached either. */
const silent = createApp({
  title: "Silent",
  version: "1.0.0",
  docs: { openapi: false },
  routes: { a: get("/a", () => "a") },
});

export default (): App =>
  createApp({
    title: "Documented",
    summary: "An API that documents itself",
    description: "Several *lines*\n\nof Markdown.",
    version: "3.2.1",
    termsOfService: "https://example.org/terms",
    contact: { name: "Ada", url: "https://example.org/ada", email: "ada@example.org" },
    license: { name: "MIT", identifier: "MIT" },
    tagDescriptions: {
      things: {
        description: "Things",
        externalDocs: { description: "More", url: "https://example.org/things" },
      },
      unused: {},
    },
    externalDocs: { description: "Manual", url: "https://example.org/manual" },
    servers: [
      { url: "/api", description: "Here" },
      { url: "https://{region}.example.org", variables: { region: { default: "eu" } } },
    ],
    rootPath: "/gateway",
    docs: { openapi: "/schema.json", swagger: "/ui", redoc: false },
    responses: { 418: { description: "I refuse" } },
    webhooks: {
      "new-thing": webhook({
        body: StoredWithSecret,
        tags: ["hooks"],
        description: "Sent when a thing was made.",
      }),
    },
    routes: {
      things,
      ...rest,
      internal: router({ responses: { 500: { description: "Broken" } } }, { internal }),
      secret: router({ prefix: "/secret", hidden: true }, { internal }),
      silent: mount("/silent", silent),
    },
  });
