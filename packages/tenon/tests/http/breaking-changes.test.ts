/** What of a new version breaks the clients of the old one: each rule with what breaks, and with what does not. */
import { expect, test } from "vitest";
import { z } from "zod";
import { breakingChanges } from "../../src/compatibility/breaking-changes.ts";
import { createApp, del, get, post, type Schema, secured } from "../../src/index.ts";
import type { OpenApiDocument } from "../../src/openapi/document-types.ts";
import { oauth2PasswordBearer } from "../../src/security/index.ts";

type Parts = Parameters<typeof createApp>[0]["routes"];

const documentOf = (routes: Parts): OpenApiDocument =>
  createApp({ title: "T", version: "1", routes }).openapi();

const between = (before: Parts, after: Parts): string[] =>
  breakingChanges(documentOf(before), documentOf(after)).map(
    ({ operation, what }) => `${operation}: ${what}`,
  );

const sent = (before: Schema, after: Schema): string[] =>
  between({ op: post("/", { body: before }, () => 1) }, { op: post("/", { body: after }, () => 1) }).map(
    (it) => it.replace("POST /: the body: ", ""),
  );

const received = (before: Schema, after: Schema): string[] =>
  between(
    { op: get("/", { response: before }, () => null as never) },
    { op: get("/", { response: after }, () => null as never) },
  ).map((it) => it.replace("GET /: the response 200: ", ""));

const asked = (before: object, after: object): string[] =>
  between(
    { op: get("/", { query: before } as never, () => null as never) },
    { op: get("/", { query: after } as never, () => null as never) },
  ).map((it) => it.replace("GET /: ", ""));

test("an operation that is gone, by path or by method; the names of path parameters are nobody's business", () => {
  const old = { one: get("/a/:id", { params: { id: z.string() } }, () => 1), gone: del("/a", () => 1) };
  const now = { one: get("/a/:key", { params: { key: z.string() } }, () => 1), more: post("/a", () => 1) };
  expect(between(old, now)).toEqual(["DELETE /a: the operation is removed"]);
  expect(
    between(
      { one: get("/a/:id", { params: { id: z.string() } }, () => 1) },
      {
        one: get("/a/:id", { params: { id: z.uuid() } }, () => 1),
      },
    )[0],
  ).toMatch(/^GET \/a\/\{id\}: path parameter "id" must have (pattern|format)/);
});

test("another operationId: generated clients call it by that", () => {
  expect(between({ list: get("/", () => 1) }, { all: get("/", () => 1) })).toEqual([
    "GET /: operationId was list, and is all",
  ]);
});

test("a parameter that is required, gone, or takes less", () => {
  expect(asked({}, { q: z.string() })).toEqual(['query parameter "q" is required']);
  expect(asked({ q: z.string().optional() }, { q: z.string() })).toEqual(['query parameter "q" is required']);
  expect(asked({ q: z.string().optional() }, {})).toEqual(['query parameter "q" is removed']);
  expect(asked({ n: z.int().max(100).optional() }, { n: z.int().max(50).optional() })).toEqual([
    'query parameter "n" has maximum 50, which was 100',
  ]);
  expect(asked({ q: z.string() }, { q: z.string().optional(), more: z.int().optional() })).toEqual([]);
});

test("a body that has to be sent, or of another type", () => {
  expect(between({ op: post("/", () => 1) }, { op: post("/", { body: z.object({}) }, () => 1) })).toEqual([
    "POST /: a body is required",
  ]);
  expect(
    between(
      { op: post("/", { body: z.object({}) }, () => 1) },
      { op: post("/", { form: z.object({}) }, () => 1) },
    ),
  ).toEqual(["POST /: the body may not be application/json any more"]);
});

test.each<[string, Schema, Schema, string[]]>([
  ["type", z.object({ a: z.number() }), z.object({ a: z.int() }), ["a: takes no number any more"]],
  [
    "null",
    z.object({ a: z.string().nullable() }),
    z.object({ a: z.string() }),
    ["a: takes no null any more"],
  ],
  ["value", z.enum(["a", "b"]), z.enum(["a", "c"]), ['takes "b" no more']],
  ["values", z.string(), z.enum(["a"]), ['takes only "a"']],
  ["required", z.object({}), z.object({ a: z.string() }), ['property "a" is required']],
  ["strict", z.object({}), z.strictObject({}), ["refuses properties that it does not know"]],
  ["refused", z.strictObject({ a: z.string().optional() }), z.strictObject({}), ['property "a" is refused']],
  ["limit", z.string().max(9), z.string().max(8), ["has maxLength 8, which was 9"]],
  ["new limit", z.array(z.int()), z.array(z.int()).min(1), ["has minItems 1"]],
  ["pattern", z.string(), z.string().regex(/^a/), ['must have pattern "^a"']],
  [
    "items",
    z.array(z.object({ a: z.string() })),
    z.array(z.object({ a: z.int() })),
    ["[].a: takes no string any more"],
  ],
  [
    "record",
    z.record(z.string(), z.string()),
    z.record(z.string(), z.int()),
    ["{}: takes no string any more"],
  ],
  [
    "member",
    z.union([z.string(), z.int()]),
    z.union([z.string(), z.boolean()]),
    [expect.stringMatching(/^takes no more what was .*integer/) as never],
  ],
])("in what clients send: %s", (_, before, after, expected) => {
  expect(sent(before, after)).toEqual(expected);
});

test.each<[string, Schema, Schema]>([
  ["wider", z.object({ a: z.int() }), z.object({ a: z.number() })],
  ["a value more", z.enum(["a"]), z.enum(["a", "b"])],
  ["optional", z.object({ a: z.string() }), z.object({ a: z.string().optional(), b: z.string().optional() })],
  ["farther limits", z.string().min(2).max(5), z.string().min(1).max(6)],
  ["a member more", z.union([z.string(), z.int()]), z.union([z.string(), z.int(), z.boolean()])],
  ["into a union", z.string(), z.union([z.string(), z.int()])],
  ["one that contains itself", tree(), tree()],
])("in what clients send, no harm: %s", (_, before, after) => {
  expect(sent(before, after)).toEqual([]);
});

test.each<[string, Schema, Schema, string[]]>([
  ["gone", z.object({ a: z.string(), b: z.int() }), z.object({ a: z.string() }), ['property "b" is removed']],
  [
    "missing",
    z.object({ a: z.string() }),
    z.object({ a: z.string().optional() }),
    ['property "a" may be missing'],
  ],
  ["type", z.object({ a: z.int() }), z.object({ a: z.number() }), ["a: may be number"]],
  ["value", z.object({ a: z.enum(["x"]) }), z.object({ a: z.enum(["x", "y"]) }), ['a: may be "y"']],
  ["null", z.object({ a: z.string() }), z.object({ a: z.string().nullable() }), ["a: may be null"]],
  [
    "deep",
    z.object({ a: z.array(z.object({ b: z.int() })) }),
    z.object({ a: z.array(z.object({})) }),
    ['a[]: property "b" is removed'],
  ],
])("in what clients receive: %s", (_, before, after, expected) => {
  expect(received(before, after)).toEqual(expected);
});

test("in what clients receive, no harm: more properties, fewer values, closer limits, fewer members", () => {
  expect(received(z.object({ a: z.string() }), z.object({ a: z.string().max(5), b: z.int() }))).toEqual([]);
  expect(received(z.enum(["a", "b"]), z.enum(["a"]))).toEqual([]);
  expect(received(z.union([z.string(), z.int()]), z.string())).toEqual([]);
});

test("a success that does not come any more, as another type, or without its header", () => {
  const op = (spec: object) => ({ op: post("/", spec as never, () => null as never) });
  const Body = z.object({});
  expect(between(op({ status: 201, response: Body }), op({ response: Body }))).toEqual([
    "POST /: the response 201 is removed",
  ]);
  const text = op({ responses: { 200: { type: "text/csv", description: "rows" } } });
  expect(between(op({ response: Body }), text)).toEqual([
    "POST /: the response 200 is not application/json any more",
  ]);
  const [before, after] = [documentOf(op({ response: Body })), documentOf(op({ response: Body }))];
  const withHeader = structuredClone(before) as never as {
    paths: Record<string, Record<string, { responses: Record<string, object> }>>;
  };
  const operation = withHeader.paths["/"]?.post as { responses: Record<string, object> };
  operation.responses["200"] = { ...operation.responses["200"], headers: { "X-Total": { schema: {} } } };
  expect(breakingChanges(withHeader as never, after).map(({ what }) => what)).toEqual([
    "the response 200: header X-Total is removed",
  ]);
});

test("security that was not asked for, or another scope; fewer of them do no harm", () => {
  const oauth2 = oauth2PasswordBearer({ tokenUrl: "/token", scopes: { read: "r", write: "w" } });
  const withScopes = (first: "read", ...more: "write"[]) => ({
    op: get("/", { depends: { token: secured(oauth2, first, ...more) } }, () => 1),
  });
  const open = { op: get("/", () => 1) };
  expect(between(open, withScopes("read"))).toEqual([
    "GET /: security: nothing is not enough any more, it takes OAuth2PasswordBearer (read)",
  ]);
  expect(between(withScopes("read"), withScopes("read", "write"))).toEqual([
    "GET /: security: OAuth2PasswordBearer (read) is not enough any more, it takes OAuth2PasswordBearer (read write)",
  ]);
  expect(between(withScopes("read", "write"), withScopes("read"))).toEqual([]);
  expect(between(withScopes("read"), open)).toEqual([]);
});

function tree(): Schema {
  const Node: z.ZodType = z
    .object({ name: z.string(), children: z.lazy(() => z.array(Node)) })
    .meta({ id: "Node" });
  return Node;
}
