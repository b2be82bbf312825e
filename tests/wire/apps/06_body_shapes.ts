import { type App, createApp, del, get, patch, post, put, RequestValidationError, request } from "tenon";
import * as z from "zod";

const Book = z.object({ title: z.string(), pages: z.int().nullable().default(null) }).meta({ id: "Book" });
const Reader = z.object({ nick: z.string() }).meta({ id: "Reader" });

const Circle = z.object({ kind: z.literal("circle"), radius: z.number().gt(0) }).meta({ id: "Circle" });
const Rect = z
  .object({
    kind: z.literal(["rect", "square"]),
    width: z.number(),
    height: z.number().nullable().default(null),
  })
  .meta({ id: "Rect" });
const Shape = z.discriminatedUnion("kind", [Circle, Rect]);
const Drawing = z.object({ title: z.string(), shapes: z.array(Shape).default([]) }).meta({ id: "Drawing" });

const Cat = z.object({ name: z.string(), lives: z.int().default(9) }).meta({ id: "Cat" });
const Dog = z.object({ name: z.string(), breed: z.string() }).meta({ id: "Dog" });
const Fish = z.strictObject({ fins: z.int() }).meta({ id: "Fish" });

const Short = z.object({ length: z.int() }).meta({ id: "Short" });
const Long = z.object({ length: z.int(), reason: z.string() }).meta({ id: "Long" });

/** Which kind it is follows from the length: told before the union looks. */
const Sized = z.preprocess(
  (value) => {
    if (typeof value !== "object" || value === null) return value;
    const { length = 0 } = value as { length?: unknown };
    return { ...value, size: typeof length === "number" && length > 10 ? "long" : "short" };
  },
  z.discriminatedUnion("size", [
    Short.extend({ size: z.literal("short").meta({ hidden: true }) }),
    Long.extend({ size: z.literal("long").meta({ hidden: true }) }),
  ]),
);

const numberKey = z.codec(z.string(), z.int(), {
  decode: (text, context) => {
    if (/^-?\d+$/.test(text)) return Number(text);
    context.issues.push({ code: "invalid_type", expected: "int", input: text });
    return z.NEVER;
  },
  encode: String,
});
const ByNumber = z.record(numberKey, z.number());

const uniqueInts = z.codec(z.array(z.int()).meta({ uniqueItems: true }), z.set(z.int()), {
  decode: (list) => new Set(list),
  encode: (set) => [...set],
});

/** The whole body as it came: read from the request, so the document is told by hand. */
const bytesAsBody = {
  requestBody: {
    required: true,
    content: { "application/json": { schema: { type: "string", format: "binary" } } },
  },
  responses: { 422: { description: "Validation Error" } },
};

const Score = z.record(z.string(), z.int()).meta({ id: "Score" });

const Settings = z
  .object({
    colour: z.string().default("blue"),
    size: z.int().nullable().default(null),
    tags: z.array(z.string()).default([]),
  })
  .meta({ id: "Settings" });
const SettingsChange = z
  .object({ colour: z.string(), size: z.int().nullable(), tags: z.array(z.string()) })
  .partial()
  .meta({ id: "SettingsChange" });
const stored: z.infer<typeof Settings> = { colour: "green", size: 3, tags: ["a"] };

const routes = {
  two: post("/two", { body: { book: Book, reader: Reader } }, ({ body }) => body),
  twoAndScalar: post(
    "/two-and-scalar",
    {
      body: { book: Book, reader: Reader.nullable().default(null), stars: z.int().min(1).max(5).default(3) },
    },
    ({ body }) => body,
  ),
  embedded: post("/embedded", { body: { book: Book } }, ({ body }) => body.book),
  embeddedOptional: post(
    "/embedded-optional",
    { body: { book: Book.nullable().default(null) } },
    ({ body }) => body,
  ),
  embeddedAlias: post("/embedded-alias", { body: { theBook: Book } }, ({ body }) => body.theBook),
  intBody: post("/int", { body: z.int() }, ({ body }) => body),
  stringBody: post("/string", { body: z.string().min(2) }, ({ body }) => body),
  anyBody: post("/any", { body: z.unknown() }, ({ body = null }) => ({ value: body })),
  bytesBody: post("/bytes", { depends: { request }, openapi: bytesAsBody }, async ({ request }) => {
    const isJson = request.headers.get("content-type") === "application/json";
    const data = isJson ? Buffer.from((await request.json()) as string) : await request.bytes();
    if (data.length === 0)
      throw new RequestValidationError([
        { type: "missing", loc: ["body"], msg: "Field required", input: null },
      ]);
    return { size: data.length };
  }),
  scalars: post("/scalars", { body: { a: z.int(), b: z.string().default("b") } }, ({ body }) => body),
  ints: post("/ints", { body: z.array(z.int()) }, ({ body }) => ({
    sum: body.reduce((sum, n) => sum + n, 0),
  })),
  books: post("/books", { body: z.array(Book).min(1), response: z.array(Book) }, ({ body }) => body),
  matrix: post("/matrix", { body: z.array(z.array(z.number())) }, ({ body }) => ({ rows: body.length })),
  counts: post("/counts", { body: z.record(z.string(), z.int()) }, ({ body }) => body),
  byNumber: post("/by-number", { body: ByNumber, response: ByNumber }, ({ body }) => body),
  pair: post("/pair", { body: z.tuple([z.int(), z.string(), z.boolean()]) }, ({ body }) => body),
  unique: post("/unique", { body: uniqueInts }, ({ body }) => [...body].sort((a, b) => a - b)),
  score: post("/score", { body: Score, response: Score }, ({ body }) => body),
  pets: post("/pets", { body: z.union([Cat, Dog]) }, ({ body }) => ({
    type: "breed" in body ? "Dog" : "Cat",
    pet: body,
  })),
  petsThree: post("/pets-three", { body: z.union([Cat, Fish, z.int()]) }, ({ body }) => ({
    type: typeof body === "number" ? "int" : "fins" in body ? "Fish" : "Cat",
    pet: body,
  })),
  shape: post("/shape", { body: Shape }, ({ body }) => ({
    type: body.kind === "circle" ? "Circle" : "Rect",
    value: body,
  })),
  drawing: post("/drawing", { body: Drawing, response: Drawing }, ({ body }) => body),
  tagged: post("/tagged", { body: Sized }, ({ body: { size, ...value } }) => ({
    type: size === "long" ? "Long" : "Short",
    value,
  })),
  patchSettings: patch("/settings", { body: SettingsChange }, ({ body }) => ({ ...stored, ...body })),
  putSettings: put("/settings", { body: Settings }, ({ body }) => body),
  deleteBooks: del("/books", { body: z.array(z.string()) }, ({ body }) => ({ deleted: body })),
  searchWithBody: get("/search", { body: Book }, ({ body }) => ({ got: body })),
  everything: put(
    "/books/:book_id",
    {
      params: { book_id: z.int().min(1) },
      query: { page: z.int().max(9) },
      headers: { x_key: z.string() },
      cookies: { seen: z.int() },
      body: { book: Book, reader: Reader },
    },
    ({ params, query, headers, cookies, body }) => ({ ...params, ...query, ...headers, ...cookies, ...body }),
  ),
};

export default (): App => createApp({ title: "Body shapes", version: "1.0.0", routes });
