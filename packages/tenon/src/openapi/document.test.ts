import { describe, expect, it } from "vitest";
import * as z from "zod";
import { createApp } from "../app/app.ts";
import { dependency } from "../depends/dependency.ts";
import { override } from "../depends/override.ts";
import { defineError } from "../http/errors.ts";
import { del, get, head, patch, post, put } from "../routing/operation.ts";
import { type Routes, router } from "../routing/router.ts";
import { checkDocument } from "./check-document.fixture.ts";
import type { DocumentInfo, OpenApiDocument } from "./document.ts";
import type { OperationObject } from "./document-types.ts";

const info = { title: "Shop", version: "1.0.0" };

function documentOf(routes: Routes, more: Partial<DocumentInfo> = {}): OpenApiDocument {
  const document = createApp({ ...info, ...more, routes }).openapi();
  expect(checkDocument(document)).toEqual([]);
  return document;
}

/** The only operation of an app. */
function operationOf(operation: Routes[string]): OperationObject {
  const [item = {}] = Object.values(documentOf({ it: operation }).paths);
  return Object.values(item)[0] as OperationObject;
}

describe("the whole", () => {
  it("is small for an app that says little", () => {
    expect(documentOf({ hello: get("/", () => "hi") })).toEqual({
      openapi: "3.1.0",
      info,
      servers: [{ url: "/" }],
      paths: {
        "/": {
          get: {
            summary: "Hello",
            operationId: "hello",
            responses: {
              200: { description: "Successful Response", content: { "application/json": { schema: {} } } },
            },
            security: [],
          },
        },
      },
    });
  });

  it("says what the app says about itself, in one order", () => {
    const about = {
      license: { name: "MIT", identifier: "MIT" },
      contact: { name: "Ada", email: "ada@example.org" },
      summary: "A shop",
      description: "Sells *lamps*.",
      termsOfService: "https://example.org/terms",
      servers: [{ url: "https://example.org/api" }],
      externalDocs: { url: "https://example.org/manual" },
      tagDescriptions: { lamps: { description: "Lamps" }, unused: {} },
    };
    const routes = { one: get("/one", { tags: ["new", "lamps"] }, () => 1) };
    const document = documentOf(routes, about);
    expect(Object.keys(document.info)).toEqual([
      "title",
      "summary",
      "description",
      "termsOfService",
      "contact",
      "license",
      "version",
    ]);
    expect(document.servers).toEqual(about.servers);
    expect(document.externalDocs).toEqual(about.externalDocs);
    expect(document.tags).toEqual([
      { name: "lamps", description: "Lamps" },
      { name: "unused" },
      { name: "new" },
    ]);
  });

  it("takes what is written by hand last", () => {
    const openapi = {
      "x-tagGroups": [{ name: "All", tags: ["a"] }],
      info: { "x-logo": { url: "/logo.svg" } },
    };
    const document = documentOf({ one: get("/", () => 1) }, { openapi });
    expect(document).toMatchObject({ ...openapi, info: { ...info, ...openapi.info } });
  });

  it("that contradicts itself does not start", async () => {
    const thing = (schema: z.ZodType) => z.object({ thing: schema }).meta({ id: "Same!" });
    const routes = {
      one: post("/one", { body: thing(z.int()) }, () => 1),
      two: post("/two", { body: z.object({ thing: z.string() }).meta({ id: "Same?" }) }, () => 1),
    };
    await expect(createApp({ ...info, routes }).start()).rejects.toThrow('Two schemas are called "Same_"');
  });

  it("is the same text every time, and does not know of overrides", async () => {
    const limit = dependency({ query: { limit: z.int().default(3) } }, ({ query }) => query.limit);
    const app = createApp({
      ...info,
      routes: { list: get("/", { depends: { limit } }, ({ limit: n }) => n) },
    });
    const before = JSON.stringify(app.openapi());
    const running = await app.start({ overrides: [override(limit, () => 1)] });
    expect(JSON.stringify(app.openapi())).toBe(before);
    expect(before).toContain('"limit"');
    await running.stop();
  });
});

describe("an operation", () => {
  it("is named by its keys and described by its key in words", () => {
    const { paths } = documentOf({
      v1: { users: router({ prefix: "/users" }, { listUsers: get("", () => []) }) },
    });
    expect(paths["/users"]?.get).toMatchObject({
      operationId: "v1.users.listUsers",
      summary: "List users",
    });
  });

  it("is named by a hook, each name once", () => {
    const routes = { a: { list: get("/a", () => 1) }, b: { list: post("/b", () => 1) } };
    const operationId = ({ id, method, path }: { id: string; method: string; path: string }) =>
      `${method}${path}#${id}`;
    expect(documentOf(routes, { operationId }).paths["/b"]?.post?.operationId).toBe("POST/b#b.list");
    expect(() => createApp({ ...info, operationId: () => "same", routes }).openapi()).toThrow(
      'a.list and b.list have one operationId, "same"',
    );
  });

  it("may be named by hand, and no other is called the same", () => {
    const openapi = { operationId: "makeThing" };
    expect(documentOf({ it: get("/", { openapi }, () => 1) }).paths["/"]?.get?.operationId).toBe("makeThing");
    const routes = { makeThing: get("/a", () => 1), it: get("/b", { openapi }, () => 1) };
    expect(() => createApp({ ...info, routes }).openapi()).toThrow(
      'makeThing and it have one operationId, "makeThing"',
    );
  });

  it("has tags, texts and deprecation of its routers and its own", () => {
    const routes = {
      old: router(
        { tags: ["a"], deprecated: true },
        {
          one: get("/one", { tags: ["b"], summary: "Sum", description: "Desc" }, () => 1),
        },
      ),
    };
    expect(documentOf(routes).paths["/one"]?.get).toMatchObject({
      tags: ["a", "b"],
      summary: "Sum",
      description: "Desc",
      deprecated: true,
    });
  });

  it("stays out when it or its router is hidden, with its schemas", () => {
    const Secret = z.object({ a: z.string() }).meta({ id: "Secret" });
    const document = documentOf({
      shown: get("/shown", () => 1),
      one: get("/one", { hidden: true, response: Secret }, () => ({ a: "" })),
      inner: router({ hidden: true }, { two: get("/two", () => 1) }),
    });
    expect(Object.keys(document.paths)).toEqual(["/shown"]);
    expect(document.components).toBeUndefined();
  });

  it("takes what is written by hand last: objects key by key, lists one after the other", () => {
    const openapi = {
      "x-cost": 5,
      tags: ["more"],
      responses: { 200: { description: "Fine" } },
      externalDocs: { url: "https://e.org" },
    };
    const operation = operationOf(get("/", { tags: ["own"], response: z.string(), openapi }, () => ""));
    expect(operation).toMatchObject({
      "x-cost": 5,
      tags: ["own", "more"],
      externalDocs: { url: "https://e.org" },
    });
    expect(operation.responses["200"]).toEqual({
      description: "Fine",
      content: { "application/json": { schema: { type: "string" } } },
    });
  });
});

describe("parameters", () => {
  it("come from the operation and its dependencies, once each, required when anybody requires them", () => {
    const page = dependency(
      { query: { limit: z.int().max(100).default(20), q: z.string().optional() } },
      ({ query }) => query,
    );
    const again = dependency(
      { query: { limit: z.int().max(100).default(20) }, headers: { xTrace: z.string().optional() } },
      () => 1,
    );
    const { parameters } = operationOf(
      get(
        "/things/:id",
        { params: { id: z.uuid() }, cookies: { sid: z.string().optional() }, depends: { page, again } },
        () => 1,
      ),
    );
    expect(parameters).toEqual([
      { name: "id", in: "path", required: true, schema: { type: "string", format: "uuid" } },
      { name: "limit", in: "query", required: false, schema: { type: "integer", maximum: 100, default: 20 } },
      { name: "q", in: "query", required: false, schema: { type: "string" } },
      { name: "x-trace", in: "header", required: false, schema: { type: "string" } },
      { name: "sid", in: "cookie", required: false, schema: { type: "string" } },
    ]);
  });

  it("have description, deprecation and examples beside the schema", () => {
    const q = z.string().meta({ description: "Words", deprecated: true, examples: ["lamp"] });
    const colour = z.string().meta({ examples: ["red", "blue"] });
    expect(operationOf(get("/", { query: { q, colour } }, () => 1)).parameters).toEqual([
      {
        name: "q",
        in: "query",
        description: "Words",
        required: true,
        deprecated: true,
        schema: { type: "string" },
        example: "lamp",
      },
      {
        name: "colour",
        in: "query",
        required: true,
        schema: { type: "string" },
        examples: { example1: { value: "red" }, example2: { value: "blue" } },
      },
    ]);
  });

  it("leave out the headers that OpenAPI has other words for", () => {
    const headers = {
      authorization: z.string(),
      accept: z.string(),
      contentType: z.string(),
      userAgent: z.string(),
    };
    expect(operationOf(get("/", { headers }, () => 1)).parameters?.map(({ name }) => name)).toEqual([
      "user-agent",
    ]);
  });

  it("name what stands in the path and nobody reads, and the rest of a path", () => {
    const { paths } = documentOf({
      file: router({ prefix: "/:owner" }, { read: get("/files/:path*", () => 1) }),
    });
    expect(paths["/{owner}/files/{path}"]?.get?.parameters).toEqual([
      { name: "owner", in: "path", required: true, schema: { type: "string" } },
      { name: "path", in: "path", required: true, schema: { type: "string" } },
    ]);
  });

  it("have one name where two operations call one path differently", () => {
    const { paths } = documentOf({
      one: get("/users/:id", { params: { id: z.uuid() } }, () => 1),
      change: put("/users/:userId", { params: { userId: z.uuid() } }, () => 1),
    });
    expect(Object.keys(paths)).toEqual(["/users/{id}"]);
    expect(paths["/users/{id}"]?.put?.parameters?.[0]?.name).toBe("id");
  });

  it("of an object schema are its properties", () => {
    const Filter = z.strictObject({ a: z.int(), tags: z.array(z.enum(["x", "y"])).default([]) });
    expect(operationOf(get("/", { query: Filter }, () => 1)).parameters).toEqual([
      { name: "a", in: "query", required: true, schema: { type: "integer" } },
      {
        name: "tags",
        in: "query",
        required: false,
        schema: { type: "array", items: { type: "string", enum: ["x", "y"] }, default: [] },
      },
    ]);
  });
});

describe("the body", () => {
  const Item = z.object({ name: z.string() }).meta({ id: "Item" });

  it("is one schema, required unless it may be left out", () => {
    const content = { "application/json": { schema: { $ref: "#/components/schemas/Item" } } };
    expect(operationOf(post("/", { body: Item }, () => 1)).requestBody).toEqual({ required: true, content });
    expect(operationOf(post("/", { body: Item.optional() }, () => 1)).requestBody).toMatchObject({
      required: false,
    });
  });

  it("is an object of named parts, from dependencies as well", () => {
    const note = dependency({ body: { note: z.string().optional() } }, ({ body }) => body.note);
    const { requestBody } = operationOf(
      post("/", { body: { item: Item, count: z.int() }, depends: { note } }, () => 1),
    );
    expect(requestBody?.required).toBe(true);
    const schema = requestBody?.content["application/json"]?.schema;
    expect(schema).toMatchObject({
      type: "object",
      properties: {
        item: { $ref: "#/components/schemas/Item" },
        count: { type: "integer" },
        note: { type: "string" },
      },
    });
    expect([...((schema?.required ?? []) as string[])].sort()).toEqual(["count", "item"]);
  });

  it("is a form, closed when its schema is", () => {
    const open = operationOf(post("/", { form: { name: z.string(), age: z.int().optional() } }, () => 1));
    const type = "application/x-www-form-urlencoded";
    const properties = { name: { type: "string" }, age: { type: "integer" } };
    expect(open.requestBody).toEqual({
      required: true,
      content: { [type]: { schema: { type: "object", properties, required: ["name"] } } },
    });
    const closed = operationOf(post("/", { form: z.strictObject({ name: z.string() }) }, () => 1));
    expect(closed.requestBody?.content[type]?.schema).toMatchObject({ additionalProperties: false });
  });
});

describe("responses", () => {
  it("have the status and the wire side of the schema", () => {
    const at = z.codec(z.iso.datetime(), z.date(), {
      decode: (text) => new Date(text),
      encode: (date) => date.toISOString(),
    });
    const needs = { status: 201, response: z.object({ at }), responseDescription: "Made" };
    expect(operationOf(post("/", needs, () => ({ at: new Date() }))).responses).toEqual({
      201: {
        description: "Made",
        content: {
          "application/json": {
            schema: {
              type: "object",
              properties: { at: { type: "string", format: "date-time" } },
              required: ["at"],
            },
          },
        },
      },
    });
  });

  it.each([
    ["204", del("/", { status: 204 }, () => undefined)],
    ["304", get("/", { status: 304 }, () => undefined)],
    ["307", get("/", { status: 307 }, () => undefined)],
    ["200", head("/", () => undefined)],
  ])("with %s and nothing to send have no content", (status, operation) => {
    expect(operationOf(operation).responses).toEqual({ [status]: { description: "Successful Response" } });
  });

  it("have a 422 only where something is declared", () => {
    expect(Object.keys(operationOf(get("/", () => 1)).responses)).toEqual(["200"]);
    const document = documentOf({ it: patch("/", { body: z.object({}) }, () => 1) });
    expect(document.paths["/"]?.patch?.responses["422"]).toEqual({
      description: "Validation Error",
      content: { "application/json": { schema: { $ref: "#/components/schemas/HTTPValidationError" } } },
    });
    expect(Object.keys(document.components?.schemas ?? {})).toEqual([
      "HTTPValidationError",
      "ValidationError",
    ]);
  });

  it("have every declared error, of routers and dependencies too, by status", () => {
    const Taken = defineError(409, "username_taken", { message: "The name is taken" });
    const Stale = defineError(409, "stale", {
      message: "Somebody was faster",
      data: z.object({ version: z.int() }),
    });
    const Gone = defineError(410, "gone_error");
    const inner = dependency({ errors: [Stale, Taken] }, () => 1);
    const outer = dependency({ depends: { inner } }, () => 1);
    const routes = router(
      { errors: [Gone] },
      { it: post("/", { errors: [Taken], depends: { outer } }, () => 1) },
    );
    const { paths, components } = documentOf({ routes });
    const { responses } = paths["/"]?.post ?? ({} as OperationObject);
    expect(Object.keys(responses)).toEqual(["200", "409", "410"]);
    expect(responses["409"]).toEqual({
      description: "The name is taken / Somebody was faster",
      content: {
        "application/json": {
          schema: {
            oneOf: [
              { $ref: "#/components/schemas/UsernameTakenError" },
              { $ref: "#/components/schemas/StaleError" },
            ],
          },
        },
      },
    });
    expect(components?.schemas).toMatchObject({
      GoneError: { required: ["detail", "code"] },
      StaleError: {
        type: "object",
        properties: {
          detail: { type: "string" },
          code: { type: "string", const: "stale" },
          data: { type: "object", properties: { version: { type: "integer" } } },
        },
        required: ["detail", "code", "data"],
      },
    });
  });

  it("with a plain and a declared reason for one status allow both", () => {
    const Odd = defineError(422, "odd");
    const { responses } = operationOf(get("/", { query: { n: z.int() }, errors: [Odd] }, () => 1));
    expect(responses["422"]?.content?.["application/json"]?.schema).toEqual({
      anyOf: [
        { $ref: "#/components/schemas/HTTPValidationError" },
        { $ref: "#/components/schemas/OddError" },
      ],
    });
  });
});
