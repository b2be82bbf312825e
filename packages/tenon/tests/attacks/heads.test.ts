/** Heads that are too large, or that two servers could read in two ways: refused, and the connection ends. */
import { expect, test } from "vitest";
import * as z from "zod";
import { get, post } from "../../src/index.ts";
import { attacked, send, unharmed } from "./attacked.ts";

let handled = 0;
const routes = {
  search: get("/search", { query: { q: z.string().optional() } }, ({ query }) => query),
  write: post("/write", { body: z.unknown() }, () => {
    handled += 1;
    return "written";
  }),
};
const many = (count: number, of: (nth: number) => string) =>
  Array.from({ length: count }, (_, nth) => of(nth));

test.each([
  ["headers over 16 KiB", 431, ["GET /search HTTP/1.1", "Host: a", `X-Large: ${"x".repeat(16_384)}`]],
  ["1,000 headers", 431, ["GET /search HTTP/1.1", "Host: a", ...many(1000, (nth) => `x${nth}: 1`)]],
  ["1,000 empty headers of one name", 431, ["GET /search HTTP/1.1", "Host: a", ...many(1000, () => "x:")]],
  ["8 KiB of query", 414, [`GET /search?q=${"x".repeat(8192)} HTTP/1.1`, "Host: a"]],
  ["5,000 query keys", 414, [`GET /search?${many(5000, () => "a").join("&")} HTTP/1.1`, "Host: a"]],
])("%s: %i, and the connection ends", async (_, status, head) => {
  await using it = await attacked(routes);
  const answer = await send(it, head);
  expect([answer.status, answer.header("connection")]).toEqual([status, "close"]);
  expect(await unharmed(it)).toBe(true);
});

test("what is just below the limits is served", async () => {
  await using it = await attacked(routes);
  const query = "x".repeat(8192 - "/search?q=".length);
  const head = [`GET /search?q=${query} HTTP/1.1`, "Host: a", ...many(199, (nth) => `x${nth}: 1`)];
  const answer = await send(it, head);
  expect([answer.status, answer.body]).toEqual([200, JSON.stringify({ q: query })]);
});

const body = "Content-Type: application/json";
test.each([
  ["a length and chunks", ["Host: a", "Content-Length: 5", "Transfer-Encoding: chunked"]],
  ["two lengths", ["Host: a", "Content-Length: 5", "Content-Length: 6"]],
  ["the same length twice", ["Host: a", "Content-Length: 5", "Content-Length: 5"]],
  ["a list of lengths", ["Host: a", "Content-Length: 5, 5"]],
  ["a length with a sign", ["Host: a", "Content-Length: +5"]],
  ["a length in hexadecimal", ["Host: a", "Content-Length: 0x5"]],
  ["a length that no number holds", ["Host: a", `Content-Length: ${"9".repeat(40)}`]],
  ["a coding that is nearly chunked", ["Host: a", "Transfer-Encoding: xchunked"]],
  ["a coding before chunked", ["Host: a", "Transfer-Encoding: gzip, chunked"]],
  ["chunked and then another coding", ["Host: a", "Transfer-Encoding: chunked, identity"]],
  ["chunked twice", ["Host: a", "Transfer-Encoding: chunked", "Transfer-Encoding: chunked"]],
  ["a space before the colon", ["Host: a", "Transfer-Encoding : chunked"]],
  ["a vertical tab before chunked", ["Host: a", "Transfer-Encoding:\vchunked"]],
  ["a folded header", ["Host: a", "X-Long: a", " Content-Length: 5"]],
  ["a carriage return alone in a value", ["Host: a", "X: a\rContent-Length: 5"]],
  ["a NUL in a value", ["Host: a", "X: a\0b"]],
  ["two hosts", ["Host: a", "Host: b"]],
  ["no host", []],
  ["an empty host", ["Host:"]],
  ["a host with a path", ["Host: evil.test/x?y"]],
  ["a host with a user", ["Host: a@evil.test"]],
  ["a host with a space", ["Host: a b"]],
  ["a list of hosts", ["Host: a, evil.test"]],
])("%s: 400, and nothing behind it is read", async (_, lines) => {
  await using it = await attacked(routes);
  handled = 0;
  const wire = await it.connect();
  // What a proxy that reads the head otherwise would take for the second request.
  wire
    .send(["POST /write HTTP/1.1", body, ...lines])
    .send("0\r\n\r\nGET /search HTTP/1.1\r\nHost: a\r\n\r\n");
  const answer = await wire.answer();
  expect([answer.status, answer.header("connection")]).toEqual([400, "close"]);
  await wire.closed();
  expect([wire.pending, handled]).toEqual(["", 0]);
});

test.each([
  ["a line that ends without a carriage return", "GET /search HTTP/1.1\nHost: a\n\n"],
  ["a name without a colon", "GET /search HTTP/1.1\r\nHost: a\r\nX\r\n\r\n"],
  ["a version that is none", "GET /search HTTP/1.2\r\nHost: a\r\n\r\n"],
  ["a space in the target", "GET /sea rch HTTP/1.1\r\nHost: a\r\n\r\n"],
  ["CONNECT", "CONNECT internal.test:22 HTTP/1.1\r\nHost: internal.test:22\r\n\r\n"],
  ["another scheme", "GET gopher://internal.test/ HTTP/1.1\r\nHost: a\r\n\r\n"],
  ["a user in an absolute target", "GET http://a@evil.test/search HTTP/1.1\r\nHost: a\r\n\r\n"],
])("%s: 400", async (_, text) => {
  await using it = await attacked(routes);
  const wire = await it.connect();
  expect((await wire.send(text).answer()).status).toBe(400);
  await wire.closed();
});

test.each([
  ["lines without a carriage return", "2\n{}\n0\n\n"],
  ["a line break in an extension", '2;a="\nb"\r\n{}\r\n0\r\n\r\n'],
  ["a length that no number holds", "ffffffffffffffff1\r\n{}\r\n0\r\n\r\n"],
  ["a length in front of which there is a sign", "+2\r\n{}\r\n0\r\n\r\n"],
  ["a framing header behind the body", "2\r\n{}\r\n0\r\nContent-Length: 5\r\n\r\n"],
])("chunks with %s: 400", async (_, chunks) => {
  await using it = await attacked(routes);
  const head = ["POST /write HTTP/1.1", "Host: a", body, "Transfer-Encoding: chunked"];
  expect((await send(it, head, chunks)).status).toBe(400);
});

test("TRACE sends nothing back", async () => {
  await using it = await attacked(routes);
  const answer = await send(it, ["TRACE /search HTTP/1.1", "Host: a", "Cookie: session=secret"]);
  expect(answer.status).toBe(405);
  expect(answer.body).not.toContain("secret");
});
