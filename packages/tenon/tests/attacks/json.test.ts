/** JSON at its edges: a value that is written down here, or a 4xx; never a 500. */
import { expect, test } from "vitest";
import * as z from "zod";
import { post, socket } from "../../src/index.ts";
import { attacked, sendJson, unharmed } from "./attacked.ts";

interface Tree {
  readonly child?: Tree | undefined;
}
const Tree: z.ZodType<Tree> = z.lazy(() => z.object({ child: Tree.optional() }));
const routes = {
  any: post("/any", { body: z.json(), response: z.json() }, ({ body }) => body),
  tree: post("/tree", { body: Tree, response: Tree }, ({ body }) => body),
  text: post(
    "/text",
    { body: z.object({ v: z.string() }), response: z.object({ v: z.string() }) },
    ({ body }) => body,
  ),
  number: post("/number", { body: z.object({ v: z.number() }) }, ({ body }) => ({
    v: String(Object.is(body.v, -0) ? "-0" : body.v),
  })),
  whole: post("/whole", { body: z.object({ v: z.int() }) }, ({ body }) => ({ v: String(body.v) })),
  talk: socket("/talk", { receive: z.json() }, async ({ socket }) => {
    for await (const _ of socket) break;
  }),
};

const nested = (open: string, core: string, close: string, depth: number) =>
  open.repeat(depth) + core + close.repeat(depth);

test.each([
  ["lists", nested("[", "", "]", 100_000)],
  ["lists without an end", "[".repeat(100_000)],
  ["objects", nested('{"child":', "{}", "}", 60_000)],
  ["lists behind a string of brackets", `["]]]]\\"",${nested("[", "", "]", 257)}]`],
])("%s too deep: 422 that says so", async (_, body) => {
  await using it = await attacked(routes);
  for (const path of ["/any", "/tree", "/text"]) {
    const answer = await sendJson(it, path, body);
    expect(answer.status).toBe(422);
    expect(JSON.parse(answer.body).detail).toEqual([
      expect.objectContaining({ type: "json_invalid", ctx: { error: "Nested deeper than 256 levels" } }),
    ]);
  }
  expect(await unharmed(it)).toBe(true);
});

test("256 levels are taken and given back, however many brackets stand beside each other or in strings", async () => {
  await using it = await attacked(routes);
  for (const [path, body] of [
    ["/any", nested("[", "", "]", 256)],
    ["/tree", nested('{"child":', "{}", "}", 255)],
    ["/any", `[${"[],".repeat(5000)}{}]`],
    ["/any", JSON.stringify(["[".repeat(1000), '\\"[{'.repeat(300)])],
  ] as const) {
    const answer = await sendJson(it, path, body);
    expect([answer.status, answer.body]).toEqual([200, body]);
  }
});

test.each([
  ["a byte order mark is dropped", "/text", '\uFEFF{"v":"a"}', '{"v":"a"}'],
  ["of two equal names the last counts", "/text", '{"v":"a","v":"b"}', '{"v":"b"}'],
  ["half a surrogate pair stays, escaped", "/text", '{"v":"\\ud800"}', '{"v":"\\ud800"}'],
  ["a NUL in a string stays, escaped", "/text", '{"v":"\\u0000"}', '{"v":"\\u0000"}'],
  ["-0 is a number", "/number", '{"v":-0}', '{"v":"-0"}'],
  ["-0 is a whole number, zero", "/whole", '{"v":-0}', '{"v":"0"}'],
  ["2^53 + 1 is the nearest number", "/number", '{"v":9007199254740993}', '{"v":"9007199254740992"}'],
])("%s", async (_, path, body, answer) => {
  await using it = await attacked(routes);
  expect(await sendJson(it, path, body)).toMatchObject({ status: 200, body: answer });
});

test.each([
  ["2^53 + 1 where a whole number is asked for", "/whole", '{"v":9007199254740993}', "int_parsing_size"],
  ["10^400", "/number", '{"v":1e400}', "finite_number"],
  ["10^400 in digits", "/number", `{"v":1${"0".repeat(400)}}`, "finite_number"],
  ["NaN", "/number", '{"v":NaN}', "json_invalid"],
  ["Infinity", "/number", '{"v":-Infinity}', "json_invalid"],
  ["a comment", "/number", '{"v":1}//', "json_invalid"],
  ["two values", "/number", '{"v":1}{"v":2}', "json_invalid"],
  ["nothing but a byte order mark", "/number", "\uFEFF", "json_invalid"],
])("%s: 422", async (_, path, body, type) => {
  await using it = await attacked(routes);
  const answer = await sendJson(it, path, body);
  expect([answer.status, JSON.parse(answer.body).detail[0].type]).toEqual([422, type]);
});

test("bytes that are no UTF-8: 400", async () => {
  await using it = await attacked(routes);
  for (const bytes of ["\xff", "\xc0\xaf", "\xed\xa0\x80"]) {
    expect((await sendJson(it, "/text", Buffer.from(`{"v":"${bytes}"}`, "latin1"))).status).toBe(400);
  }
});

test("a message of a socket is nested as deep, and no deeper", async () => {
  await using it = await attacked(routes);
  const close = (text: string) =>
    new Promise<number>((closed) => {
      const client = new WebSocket(`${it.server.url.replace("http", "ws")}/talk`);
      client.onopen = () => client.send(text);
      client.onclose = ({ code }) => closed(code);
    });
  expect(await close(nested("[", "", "]", 257))).toBe(await close("{"));
  expect(await close(nested("[", "", "]", 256))).toBe(1000);
});
