/** What a schema library cannot say in JSON is refused at start-up, with the operation's name and what to write instead. */
import { type } from "arktype";
import Type from "typebox";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { createApp, get, post, type Schema, silentLogger } from "../../src/index.ts";
import { testClient } from "../../src/testing/index.ts";
import { typebox } from "../../src/typebox.ts";

const started = (needs: { body?: Schema; response?: Schema }) =>
  createApp({ title: "t", version: "1", routes: { shop: { it: post("/", needs, () => 1 as never) } } }).start(
    {
      logger: silentLogger,
    },
  );

const parsedDate = v.pipe(
  v.string(),
  v.transform((text) => new Date(text)),
);
const rows: readonly (readonly [library: string, schema: Schema, message: RegExp])[] = [
  ["Zod", z.object({ at: z.date() }), /a date at "at".*isoDateTime/],
  ["Zod", z.object({ n: z.bigint() }), /a bigint at "n".*z\.codec/],
  ["Zod", z.set(z.string()), /a set.*z\.codec/],
  ["Valibot", v.object({ at: v.date() }), /a date.*v\.isoTimestamp\(\)/],
  ["Valibot", v.bigint(), /a bigint.*v\.digits\(\)/],
  ["Valibot", v.map(v.string(), v.number()), /a map.*v\.record/],
  ["ArkType", type({ at: "Date" }), /a Date.*string\.date\.iso/],
  ["ArkType", type("bigint"), /a bigint.*string\.digits/],
  ["ArkType", type("Set"), /a Set.*item\.array\(\)/],
  ["ArkType", type({ a: "undefined" }), /an undefined.*"key\?"/],
  ["TypeBox", typebox(Type.Object({ n: Type.BigInt() })), /a bigint.*Type\.Codec/],
  ["TypeBox", typebox(Type.Undefined()), /an undefined.*Type\.Optional/],
];

describe.each(["body", "response"] as const)("as a %s", (word) => {
  test.each(rows)("%s: %o", async (_library, schema, message) => {
    const refused = expect(started({ [word]: schema })).rejects;
    await refused.toThrow(message);
    await expect(started({ [word]: schema })).rejects.toThrow(new RegExp(`^shop\\.it: ${word}`));
  });
});

describe("what only runs forward", () => {
  const forward: readonly (readonly [library: string, schema: Schema, message: RegExp])[] = [
    ["Zod", z.string().transform(Number), /transform.*z\.codec/],
    ["Valibot", parsedDate, /"transform" action.*convert in the handler/],
    ["ArkType", type("string").pipe((text) => text.length), /morph.*\.to\(/],
    ["TypeBox", typebox(Type.Decode(Type.String(), (text) => text.length)), /Type\.Decode.*Type\.Codec/],
  ];
  test.each(forward)(
    "%s: is refused in a response, and taken in a request",
    async (_library, schema, message) => {
      await expect(started({ response: schema })).rejects.toThrow(message);
      const running = await started({ body: schema });
      await running.stop();
    },
  );

  test("ArkType: a morph that says what comes out is checked against that", async () => {
    const schema = type("string").pipe((text) => text.length, type("number >= 2"));
    const app = createApp({
      title: "t",
      version: "1",
      routes: { it: post("/", { body: schema, response: schema }, ({ body }) => body) },
    });
    await using client = await testClient(app);
    expect((await client.post("/", { json: "abc" })).json()).toBe(3);
    expect((await client.post("/", { json: "a" })).status).toBe(422);
  });
});

describe("names", () => {
  const twice = (one: Schema, other: Schema) => () =>
    createApp({
      title: "t",
      version: "1",
      routes: { a: post("/a", { body: one }, () => 1), b: post("/b", { body: other }, () => 1) },
    }).openapi();
  const named = (n: number): readonly (readonly [string, Schema])[] => [
    ["Valibot", v.pipe(v.object({ [`a${n}`]: v.string() }), v.metadata({ id: "Shape" }))],
    ["ArkType", type({ [`a${n}`]: "string" }).configure({ id: "Shape" } as object)],
    ["TypeBox", typebox(Type.Object({ [`a${n}`]: Type.String() }, { $id: "Shape" }))],
  ];
  test.each(["Valibot", "ArkType", "TypeBox"])(
    "%s: one name with two shapes is refused, in one schema and in two",
    (library) => {
      const [one, two] = [named(1), named(2)].map((all) => new Map(all).get(library) as Schema);
      expect(twice(one as Schema, two as Schema)).toThrow(
        /Two schemas are called "Shape": one in a: body, one in b: body/,
      );
      expect(twice(one as Schema, one as Schema)).not.toThrow();
    },
  );
  test("Valibot: one name with two shapes in one schema", () => {
    const shape = (key: string) => v.pipe(v.object({ [key]: v.string() }), v.metadata({ id: "Shape" }));
    expect(twice(v.object({ one: shape("a"), two: shape("b") }), v.string())).toThrow(
      /a: body: two schemas are called "Shape"/,
    );
  });
  test("TypeBox: a type that refers to itself is a component by its name", () => {
    const Node = Type.Cyclic({ Node: Type.Object({ kids: Type.Array(Type.Ref("Node")) }) }, "Node");
    const body = typebox(Type.Object({ left: Node, right: Node }));
    const app = createApp({ title: "t", version: "1", routes: { it: post("/", { body }, () => 1) } });
    expect(app.openapi().components?.schemas?.Node).toEqual({
      type: "object",
      properties: { kids: { type: "array", items: { $ref: "#/components/schemas/Node" } } },
      required: ["kids"],
    });
  });
});

describe("codecs of TypeBox", () => {
  const Moment = Type.Codec(Type.String({ format: "date-time" }))
    .Decode((text) => new Date(text))
    .Encode((date) => date.toISOString());
  const Event = typebox(
    Type.Object({ at: Moment, all: Type.Array(Moment, { default: [] }), until: Type.Optional(Moment) }),
  );
  const Even = typebox(
    Type.Codec(Type.Integer())
      .Decode((n) => {
        if (n % 2 !== 0) throw new Error("must be even");
        return n / 2;
      })
      .Encode((half) => half * 2),
  );
  const app = createApp({
    title: "t",
    version: "1",
    routes: {
      event: post("/event", { body: Event, response: Event }, ({ body }) => {
        expect(body.at).toBeInstanceOf(Date);
        return { at: new Date(body.at.getTime() + 1_000), all: [...body.all, body.at], secret: 1 };
      }),
      even: get("/even", { query: { n: Even }, response: Even }, ({ query }) => query.n + 1),
      bad: get("/bad", { response: Event }, () => ({ at: "no date" as never, all: [] })),
    },
  });

  test("run both ways, and what they refuse is a fault in their words", async () => {
    await using client = await testClient(app);
    expect((await client.post("/event", { json: { at: "2026-01-01T00:00:00Z" } })).json()).toEqual({
      at: "2026-01-01T00:00:01.000Z",
      all: ["2026-01-01T00:00:00.000Z"],
    });
    expect((await client.post("/event", { json: { at: "x" } })).json()).toMatchObject({
      detail: [{ type: "datetime_from_date_parsing", loc: ["body", "at"] }],
    });
    expect((await client.get("/even?n=4")).json()).toBe(6);
    expect((await client.get("/even?n=3")).json()).toMatchObject({
      detail: [{ type: "value_error", loc: ["query", "n"], msg: "must be even" }],
    });
    expect((await client.get("/bad")).status).toBe(500);
  });

  test("stand in the document with their wire side", () => {
    expect(app.openapi().paths["/event"]?.post?.requestBody?.content["application/json"]?.schema).toEqual({
      type: "object",
      properties: {
        at: { type: "string", format: "date-time" },
        all: { type: "array", items: { type: "string", format: "date-time" }, default: [] },
        until: { type: "string", format: "date-time" },
      },
      required: ["at"],
    });
  });
});

test("TypeBox tells more than its eight errors", async () => {
  const keys = Array.from({ length: 30 }, (_, n) => `k${n}`);
  const body = typebox(Type.Object(Object.fromEntries(keys.map((key) => [key, Type.Integer()]))));
  const app = createApp({ title: "t", version: "1", routes: { it: post("/", { body }, () => 1) } });
  await using client = await testClient(app);
  const json = Object.fromEntries(keys.map((key) => [key, "x"]));
  expect((await client.post("/", { json })).json<{ detail: unknown[] }>().detail).toHaveLength(30);
});
