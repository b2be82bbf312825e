import { expect, test } from "vitest";
import * as z from "zod";
import { createApp, del, dependency, get, post, router } from "../../src/index.ts";
import { throughBothDoors } from "./doors.ts";

const Item = z.object({
  name: z.string().min(1),
  price: z.number().positive(),
  tags: z.array(z.string()).default([]),
});

const shared = dependency({ query: { page: z.int().min(1).default(1) } }, ({ query }) => query.page);

const priceOfItem = dependency({ body: Item }, ({ body }) => body.price);

const routes = {
  items: router(
    { prefix: "/items" },
    {
      list: get(
        "",
        {
          query: { limit: z.int().max(100).default(10), tag: z.array(z.string()).optional() },
          depends: { page: shared },
        },
        ({ query, page }) => ({
          ...query,
          page,
        }),
      ),
      priced: post("/priced", { body: Item, depends: { price: priceOfItem } }, ({ body, price }) => ({
        name: body.name,
        price,
      })),
      create: post("", { body: Item, response: Item, status: 201 }, ({ body }) => body),
      one: get(
        "/:id",
        { params: { id: z.int() }, query: { full: z.boolean().default(false) } },
        ({ params, query }) => ({ ...params, ...query }),
      ),
      remove: del("/:id", { params: { id: z.int() }, status: 204 }, () => undefined),
      file: get("/files/:path*", { params: { path: z.string() } }, ({ params }) => params),
    },
  ),
  who: get(
    "/who",
    {
      headers: { userAgent: z.string(), xLevel: z.int().optional() },
      cookies: { session: z.string().optional() },
    },
    ({ headers, cookies }) => ({
      agent: headers.userAgent,
      level: headers.xLevel ?? null,
      session: cookies.session ?? null,
    }),
  ),
  form: post(
    "/form",
    { form: { name: z.string(), age: z.int(), color: z.array(z.string()).default([]) } },
    ({ form }) => form,
  ),
  parts: post("/parts", { body: { item: Item, count: z.int().default(1) } }, ({ body }) => ({
    name: body.item.name,
    count: body.count,
  })),
  small: post("/small", { body: z.object({ text: z.string() }), bodyLimit: 64 }, ({ body }) => body),
};
const app = createApp({ title: "Inputs", version: "1.0.0", routes });

throughBothDoors("declared inputs", (open) => {
  test("text sources are coerced by the schema's own type", async () => {
    await using door = await open(app);
    const response = await door.send("GET", "/items/7?full=yes");
    expect(response.json()).toEqual({ id: 7, full: true });
  });

  test("repeated keys fill arrays, defaults fill the rest, a dependency reads its own query", async () => {
    await using door = await open(app);
    const response = await door.send("GET", "/items?tag=a&tag=b&page=3");
    expect(response.json()).toEqual({ limit: 10, tag: ["a", "b"], page: 3 });
  });

  test("every fault of every source stands in one 422, the dependency's first", async () => {
    await using door = await open(app);
    const response = await door.send("GET", "/items?limit=1000&page=zero");
    expect(response.status).toBe(422);
    const { detail } = response.json<{ detail: { type: string; loc: string[] }[] }>();
    expect(detail.map(({ type, loc }) => [type, loc])).toEqual([
      ["int_parsing", ["query", "page"]],
      ["less_than_equal", ["query", "limit"]],
    ]);
  });

  test("a JSON body is taken as it is: text is not a number", async () => {
    await using door = await open(app);
    const good = await door.send("POST", "/items", { json: { name: "Tea", price: 2.5, secret: 1 } });
    expect([good.status, good.json()]).toEqual([201, { name: "Tea", price: 2.5, tags: [] }]);
    const bad = await door.send("POST", "/items", { json: { name: "", price: "2.5" } });
    expect(bad.status).toBe(422);
    const { detail } = bad.json<{ detail: { type: string; loc: string[] }[] }>();
    expect(detail.map(({ type, loc }) => [type, loc])).toEqual([
      ["string_too_short", ["body", "name"]],
      ["float_type", ["body", "price"]],
    ]);
  });

  test("a body that a dependency reads by the same schema is one body: its faults are said once", async () => {
    await using door = await open(app);
    const send = (json: unknown) => door.send("POST", "/items/priced", { json });
    expect((await send({ name: "cup", price: 2 })).json()).toEqual({ name: "cup", price: 2 });
    const { detail } = (await send({ name: "", price: -1 })).json<{ detail: { loc: string[] }[] }>();
    expect(detail.map(({ loc }) => loc.join("."))).toEqual(["body.name", "body.price"]);
  });

  test("a malformed body says so, an absent one is missing", async () => {
    await using door = await open(app);
    const broken = await door.send("POST", "/items", {
      body: '{"name":',
      headers: { "content-type": "application/json" },
    });
    expect(broken.status).toBe(422);
    expect(broken.json<{ detail: { type: string }[] }>().detail[0]).toMatchObject({ type: "json_invalid" });
    const absent = await door.send("POST", "/items");
    expect(absent.status).toBe(422);
    expect(absent.json()).toMatchObject({ detail: [{ type: "missing", loc: ["body"] }] });
  });

  test("a body without a content type is refused, unless the app, a router or the operation says that it is JSON", async () => {
    const body = { body: z.object({ n: z.int() }) };
    const echo = ({ body: read }: { body: unknown }) => read;
    await using strict = await open(
      createApp({
        title: "t",
        version: "1",
        routes: {
          strict: post("/strict", body, echo),
          own: post("/own", { ...body, strictContentType: false }, echo),
          lax: router({ strictContentType: false }, { in: post("/in", body, echo) }),
        },
      }),
    );
    await using lax = await open(
      createApp({
        title: "t",
        version: "1",
        strictContentType: false,
        routes: {
          lax: post("/lax", body, echo),
          strict: router({ strictContentType: true }, { in: post("/in", body, echo) }),
        },
      }),
    );
    const bytes = new TextEncoder().encode('{"n":1}');
    const status = async (door: typeof strict, path: string, type?: string) =>
      (
        await door.send("POST", path, {
          body: bytes,
          headers: type === undefined ? {} : { "content-type": type },
        })
      ).status;
    expect([
      await status(strict, "/strict"),
      await status(strict, "/own"),
      await status(strict, "/in"),
    ]).toEqual([415, 200, 200]);
    expect([
      await status(lax, "/lax"),
      await status(lax, "/in"),
      await status(lax, "/lax", "text/plain"),
    ]).toEqual([200, 415, 415]);
  });

  test("another media type is a 415 that says what is accepted", async () => {
    await using door = await open(app);
    const response = await door.send("POST", "/items", {
      body: "name=Tea",
      headers: { "content-type": "text/plain" },
    });
    expect([response.status, response.headers.get("accept")]).toEqual([415, "application/json"]);
  });

  test("a body over the operation's limit is a 413, with or without a declared length", async () => {
    await using door = await open(app);
    const declared = await door.send("POST", "/small", { json: { text: "x".repeat(100) } });
    expect(declared.status).toBe(413);
    const fits = await door.send("POST", "/small", { json: { text: "x" } });
    expect(fits.status).toBe(200);
  });

  test("the length of a text is counted in characters, not in UTF-16 units", async () => {
    await using door = await open(
      createApp({
        title: "t",
        version: "1",
        routes: { one: get("/", { query: { q: z.string().max(1) } }, () => "") },
      }),
    );
    expect((await door.send("GET", "/?q=😀")).status).toBe(200);
    expect((await door.send("GET", "/?q=😀😀")).status).toBe(422);
  });

  test("a body that is not UTF-8 is refused", async () => {
    await using door = await open(app);
    const body = new Uint8Array([0x22, 0xff, 0x22]);
    const response = await door.send("POST", "/items", {
      body,
      headers: { "content-type": "application/json" },
    });
    expect(response.status).toBe(400);
  });

  test("headers are read by their names in camel case, cookies by theirs", async () => {
    await using door = await open(app);
    const response = await door.send("GET", "/who", {
      headers: { "user-agent": "tester", "x-level": "3", cookie: "session=abc; other=1" },
    });
    expect(response.json()).toEqual({ agent: "tester", level: 3, session: "abc" });
  });

  test("headers are never echoed in a fault", async () => {
    await using door = await open(app);
    const response = await door.send("GET", "/who", {
      headers: { "user-agent": "t", "x-level": "secret-thing" },
    });
    expect(response.status).toBe(422);
    expect(response.text).not.toContain("secret-thing");
    expect(response.json()).toMatchObject({ detail: [{ type: "int_parsing", loc: ["header", "x-level"] }] });
  });

  test("a form is coerced like a query", async () => {
    await using door = await open(app);
    const response = await door.send("POST", "/form", {
      form: { name: "Ada", age: "36", color: ["red", "blue"] },
    });
    expect(response.json()).toEqual({ name: "Ada", age: 36, color: ["red", "blue"] });
    const bad = await door.send("POST", "/form", { form: { age: "x" } });
    expect(
      bad.json<{ detail: { type: string; loc: string[] }[] }>().detail.map(({ type, loc }) => [type, loc]),
    ).toEqual([
      ["missing", ["body", "name"]],
      ["int_parsing", ["body", "age"]],
    ]);
  });

  test("a body by named parts takes each from its key", async () => {
    await using door = await open(app);
    const response = await door.send("POST", "/parts", { json: { item: { name: "Tea", price: 1 } } });
    expect(response.json()).toEqual({ name: "Tea", count: 1 });
    const bad = await door.send("POST", "/parts", { json: { count: "2" } });
    expect(
      bad.json<{ detail: { type: string; loc: string[] }[] }>().detail.map(({ type, loc }) => [type, loc]),
    ).toEqual([
      ["missing", ["body", "item"]],
      ["int_type", ["body", "count"]],
    ]);
  });

  test("a list or a scalar holds no parts: each is missing, defaults or not; an absent body keeps the defaults", async () => {
    await using door = await open(app);
    const places = async (json: unknown) =>
      (await door.send("POST", "/parts", { json }))
        .json<{ detail: { type: string; loc: string[] }[] }>()
        .detail.map(({ type, loc }) => [type, ...loc]);
    const both = [
      ["missing", "body", "item"],
      ["missing", "body", "count"],
    ];
    expect(await places([])).toEqual(both);
    expect(await places("text")).toEqual(both);
    expect(await places(null)).toEqual([["missing", "body", "item"]]);
  });

  test("a malformed body is the only fault", async () => {
    await using door = await open(app);
    const response = await door.send("POST", "/parts?n=x", {
      body: "{",
      headers: { "content-type": "application/json" },
    });
    expect(response.json()).toMatchObject({ detail: [{ type: "json_invalid", loc: ["body", 1] }] });
  });

  test("bytes that are no UTF-8 become replacement characters, in a path as in a query", async () => {
    await using door = await open(app);
    expect((await door.send("GET", "/items/files/a%FF%zz%C3%A9")).json()).toEqual({ path: "a\uFFFD%zzé" });
    expect((await door.send("GET", "/items?tag=%FF")).json()).toEqual({
      limit: 10,
      tag: ["\uFFFD"],
      page: 1,
    });
  });

  test("a path is decoded once, and an encoded slash stays in its segment", async () => {
    await using door = await open(app);
    expect((await door.send("GET", "/items/files/a/b%20c/d%2Fe")).json()).toEqual({ path: "a/b c/d/e" });
    expect((await door.send("GET", "/items/files/a/b/")).json()).toEqual({ path: "a/b/" });
    expect((await door.send("GET", "/items/files/%2525")).json()).toEqual({ path: "%25" });
    expect((await door.send("GET", "/items/1%2F2")).status).toBe(422);
  });

  test("a status without a body has none", async () => {
    await using door = await open(app);
    const response = await door.send("DELETE", "/items/3");
    expect([response.status, response.text, response.headers.get("content-type")]).toEqual([
      204,
      "",
      "application/json",
    ]);
  });

  test("names from the prototype are nobody's parameters", async () => {
    await using door = await open(app);
    const response = await door.send("GET", "/items?__proto__=1&constructor=2&toString=3");
    expect(response.json()).toEqual({ limit: 10, page: 1 });
  });
});
