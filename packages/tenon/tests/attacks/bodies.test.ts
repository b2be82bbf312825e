/** Bodies that are too large, lie about their length, or unpack to more than they are; bodies that nobody reads. */
import { brotliCompressSync, gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import * as z from "zod";
import { get, HttpError, post } from "../../src/index.ts";
import { attacked, send, unharmed } from "./attacked.ts";

const routes = {
  write: post("/write", { body: z.unknown() }, () => "written"),
  form: post("/form", { form: { name: z.string().optional() } }, ({ form }) => form),
  unread: post("/unread", () => "fine"),
  refused: post("/refused", () => {
    throw new HttpError(409, "No");
  }),
  next: get("/next", () => "next"),
};
const json = "Content-Type: application/json";

test("a body over the limit is refused by its length alone, before a byte of it is sent", async () => {
  await using it = await attacked(routes);
  const head = ["POST /write HTTP/1.1", "Host: a", json, `Content-Length: ${1_048_577}`];
  const answer = await send(it, head);
  expect([answer.status, answer.header("connection")]).toEqual([413, "close"]);
});

test("one in chunks is read to the limit and no further", async () => {
  await using it = await attacked(routes);
  const chunk = `10000\r\n${"x".repeat(65_536)}\r\n`;
  const head = ["POST /write HTTP/1.1", "Host: a", json, "Transfer-Encoding: chunked"];
  expect((await send(it, head, chunk.repeat(17))).status).toBe(413);
});

test("one that is shorter than it says is a 408 or a 400, and one that is longer begins no request", async () => {
  await using it = await attacked(routes, {
    requestTimeout: 300,
    headersTimeout: 200,
    connectionsCheckingInterval: 50,
  });
  const head = (length: number) => ["POST /write HTTP/1.1", "Host: a", json, `Content-Length: ${length}`];
  expect((await send(it, head(100), "{}")).status).toBe(408);
  const wire = await it.connect();
  wire.send(head(2)).send("{}xx");
  expect((await wire.answer()).status).toBe(200);
  expect((await wire.answer()).status).toBe(400);
  await wire.closed();
});

const bomb = Buffer.alloc(64 * 1_048_576, "[");
test.each([
  ["gzip", gzipSync(bomb)],
  ["br", brotliCompressSync(bomb, { params: { 1: 1 } })],
])("a bomb of %s is not unpacked: 415 with what can be sent", async (coding, packed) => {
  await using it = await attacked(routes);
  for (const [path, type] of [
    ["/write", "application/json"],
    ["/form", "application/x-www-form-urlencoded"],
    ["/form", "multipart/form-data; boundary=b"],
  ]) {
    const answer = await send(
      it,
      [
        `POST ${path} HTTP/1.1`,
        "Host: a",
        `Content-Type: ${type}`,
        `Content-Encoding: ${coding}`,
        `Content-Length: ${packed.length}`,
      ],
      packed,
    );
    expect([answer.status, answer.header("accept-encoding")]).toEqual([415, "identity"]);
  }
  expect(await unharmed(it)).toBe(true);
});

test("a form of 100,000 fields is refused before it is taken apart", async () => {
  await using it = await attacked(routes);
  const ask = (fields: number) => {
    const form = Array.from({ length: fields }, (_, nth) => `a${nth}=`).join("&");
    return send(
      it,
      [
        "POST /form HTTP/1.1",
        "Host: a",
        "Content-Type: application/x-www-form-urlencoded",
        `Content-Length: ${form.length}`,
      ],
      form,
    );
  };
  expect((await ask(100_000)).status).toBe(413);
  expect((await ask(1001)).status).toBe(413);
  expect((await ask(1000)).status).toBe(200);
});

test("a small body that nobody reads is thrown away, and what follows it is the next request", async () => {
  await using it = await attacked(routes);
  const wire = await it.connect();
  // Looks like a request, and is the body of one.
  const body = "GET /next HTTP/1.1\r\nHost: a\r\n\r\n".padEnd(65_536, "x");
  wire.send(["POST /unread HTTP/1.1", "Host: a", `Content-Length: ${body.length}`]);
  const first = await wire.answer();
  expect([first.body, first.header("connection")]).toEqual(['"fine"', "keep-alive"]);
  // The body comes late, in pieces, and with the next request behind it.
  wire.send(body.slice(0, 40_000)).send(`${body.slice(40_000)}GET /next HTTP/1.1\r\nHost: a\r\n\r\n`);
  expect((await wire.answer()).body).toBe('"next"');
  expect(wire.pending).toBe("");
});

test.each([
  ["a larger one", "/unread", "Content-Length: 65537"],
  ["one of no known length", "/unread", "Transfer-Encoding: chunked"],
  ["one that was refused", "/refused", "Content-Length: 10"],
])("%s ends the connection", async (_, path, framing) => {
  await using it = await attacked(routes);
  const answer = await send(it, [`POST ${path} HTTP/1.1`, "Host: a", framing]);
  expect(answer.header("connection")).toBe("close");
});
