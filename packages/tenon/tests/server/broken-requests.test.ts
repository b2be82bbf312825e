/** What is no HTTP, or comes too slowly: a JSON answer, and the end of the connection. */
import { expect, test } from "vitest";
import { problemDetails } from "../../src/http/problem-details.ts";
import { Reply } from "../../src/http/reply.ts";
import { serving } from "./serving.ts";

const ok = { "/": () => new Reply(200, [], "ok") };

test("a head that is too large is a 431, even while its client is still sending", async () => {
  await using it = await serving(ok);
  const wire = await it.connect();
  wire.send(`GET / HTTP/1.1\r\nHost: a\r\nX-Large: ${"x".repeat(1_000_000)}`);
  const answer = await wire.answer();
  expect(answer.status).toBe(431);
  expect(JSON.parse(answer.body)).toEqual({ detail: "The head of the request is too large" });
  expect(answer.header("connection")).toBe("close");
  await wire.closed();
});

test("the largest head is a setting", async () => {
  await using it = await serving(ok, { maxHeaderSize: 32_768 });
  const wire = await it.connect();
  expect(
    (await wire.send(["GET / HTTP/1.1", "Host: a", `X-Large: ${"x".repeat(20_000)}`]).answer()).body,
  ).toBe("ok");
});

test.each([
  ["no HTTP", "hello\r\n\r\n"],
  ["two lengths", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"],
  [
    "a length and chunks",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\na",
  ],
  ["a line break in a header", "GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n"],
])("%s is a 400 in the app's error shape", async (_, text) => {
  await using it = await serving(ok, { app: { errorShape: problemDetails() } });
  const wire = await it.connect();
  const answer = await wire.send(text).answer();
  expect(answer.status).toBe(400);
  expect(answer.header("content-type")).toBe("application/problem+json");
  expect(JSON.parse(answer.body)).toMatchObject({ status: 400 });
  await wire.closed();
  expect(it.logs.some(({ message }) => message === "Request refused")).toBe(true);
});

test("a broken chunk in a body that is being read is a 400", async () => {
  await using it = await serving({ "/": async (exchange) => new Reply(200, [], await exchange.body(100)) });
  const wire = await it.connect();
  wire.send(["POST / HTTP/1.1", "Host: a", "Transfer-Encoding: chunked"]).send("zz\r\nabc\r\n");
  expect((await wire.answer()).status).toBe(400);
  await wire.closed();
});

test("the answer to a good request comes before the one to the broken request behind it", async () => {
  const first = Promise.withResolvers<Reply>();
  await using it = await serving({ "/": () => first.promise });
  const wire = await it.connect();
  wire.send("GET / HTTP/1.1\r\nHost: a\r\n\r\nhello\r\n\r\n");
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(wire.pending).toBe("");
  first.resolve(new Reply(200, [], "good"));
  expect(await wire.answer()).toMatchObject({ status: 200, body: "good" });
  expect((await wire.answer()).status).toBe(400);
  await wire.closed();
});

test("a head that does not come in time is a 408; so is a body that nobody waits for any longer", async () => {
  await using it = await serving(
    { "/": async (exchange) => new Reply(200, [], await exchange.body(100)) },
    { headersTimeout: 200, requestTimeout: 300, connectionsCheckingInterval: 50 },
  );
  const head = await it.connect();
  head.send("GET / HTTP/1.1\r\nHost");
  expect((await head.answer()).status).toBe(408);
  await head.closed();
  const body = await it.connect();
  body.send(["POST / HTTP/1.1", "Host: a", "Content-Length: 10"]).send("abc");
  expect((await body.answer()).status).toBe(408);
  await body.closed();
});

test("a connection that was never used is closed without a word", async () => {
  await using it = await serving(ok, {
    headersTimeout: 100,
    requestTimeout: 200,
    connectionsCheckingInterval: 50,
  });
  const wire = await it.connect();
  await wire.closed();
  expect(wire.pending).toBe("");
});

test("clients that vanish do no harm", async () => {
  await using it = await serving(ok);
  for (let i = 0; i < 20; i += 1) {
    const wire = await it.connect();
    wire.send("GET / HTTP/1.1\r\nHo");
    wire.socket.resetAndDestroy();
  }
  const wire = await it.connect();
  expect((await wire.send(["GET / HTTP/1.1", "Host: a"]).answer()).body).toBe("ok");
});
