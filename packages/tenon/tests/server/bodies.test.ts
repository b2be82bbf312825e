/** Bodies over the wire: refused ones, endless ones, those that never come, and clients that leave in the middle. */
import { expect, test } from "vitest";
import type { Exchange } from "../../src/http/exchange.ts";
import { Reply } from "../../src/http/reply.ts";
import { eventually, serving } from "./serving.ts";

const host = "Host: test";
const limit = 1000;

const echo = async (exchange: Exchange) => new Reply(200, [], await exchange.body(limit));
const refuse = () => new Reply(401, [], "no");

test("a body arrives whole, in one piece or in many, and the connection goes on", async () => {
  await using it = await serving({ "/": echo });
  const wire = await it.connect();
  expect((await wire.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc").answer()).body).toBe(
    "abc",
  );
  wire.send(["POST / HTTP/1.1", host, "Transfer-Encoding: chunked"]).send("3\r\nabc\r\n");
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect((await wire.send("2\r\nde\r\n0\r\n\r\n").answer()).body).toBe("abcde");
  expect((await wire.send(["POST / HTTP/1.1", host, "Content-Length: 0"]).answer()).body).toBe("");
  expect((await wire.send(["POST / HTTP/1.1", host]).answer()).body).toBe("");
});

test("a request that is refused before its body was read ends the connection", async () => {
  await using it = await serving({ "/": refuse, "/later": async () => refuse() });
  for (const path of ["/", "/later"]) {
    const wire = await it.connect();
    const answer = await wire.send([`POST ${path} HTTP/1.1`, host, "Content-Length: 100"]).answer();
    expect(answer).toMatchObject({ status: 401, body: "no" });
    expect(answer.header("connection")).toBe("close");
    wire.send("x".repeat(100));
    await wire.closed();
  }
});

test("a declared length over the limit is a 413 before anything is sent", async () => {
  await using it = await serving({ "/": echo });
  const wire = await it.connect();
  const answer = await wire.send(["POST / HTTP/1.1", host, "Content-Length: 1001"]).answer();
  expect(answer.status).toBe(413);
  expect(answer.header("connection")).toBe("close");
});

test.each(["Content-Length: 4000000", "Transfer-Encoding: chunked"])(
  "a client in the middle of a body that is too large (%s) gets to read its 413, and the connection ends",
  async (framing) => {
    await using it = await serving({ "/": echo });
    const wire = await it.connect();
    wire.send(["POST / HTTP/1.1", host, framing]);
    // Sends on without looking, as a simple client does.
    const chunk = framing.startsWith("T") ? `2000\r\n${"x".repeat(8192)}\r\n` : "x".repeat(8192);
    const sending = setInterval(() => wire.socket.writable && wire.send(chunk), 1);
    const answer = await wire.answer();
    expect(answer.status).toBe(413);
    expect(answer.header("connection")).toBe("close");
    await wire.closed();
    clearInterval(sending);
  },
);

test("a client that asks first is told to go on when somebody reads the body, and only then", async () => {
  await using it = await serving({ "/": echo, "/no": refuse });
  const wire = await it.connect();
  wire.send(["POST / HTTP/1.1", host, "Content-Length: 3", "Expect: 100-continue"]);
  expect((await wire.answer()).status).toBe(100);
  expect(await wire.send("abc").answer()).toMatchObject({ status: 200, body: "abc" });
  wire.send(["POST /no HTTP/1.1", host, "Content-Length: 3", "Expect: 100-continue"]);
  const refused = await wire.answer();
  expect(refused.status).toBe(401);
  expect(refused.header("connection")).toBe("close");
  await wire.closed();
});

test("a declared length over the limit is refused instead of asked for", async () => {
  await using it = await serving({ "/": echo });
  const wire = await it.connect();
  wire.send(["POST / HTTP/1.1", host, "Content-Length: 100000", "Expect: 100-continue"]);
  expect((await wire.answer()).status).toBe(413);
  await wire.closed();
});

test("any other expectation is a 417", async () => {
  await using it = await serving({ "/": echo });
  const wire = await it.connect();
  const answer = await wire.send(["GET / HTTP/1.1", host, "Expect: wonders"]).answer();
  expect(answer.status).toBe(417);
  expect(JSON.parse(answer.body)).toEqual({ detail: "Nothing but 100-continue can be expected here" });
});

test("a client that leaves in the middle of its body ends the wait for it", async () => {
  const seen = Promise.withResolvers<unknown>();
  await using it = await serving({
    "/": async (exchange) => {
      try {
        return await echo(exchange);
      } catch (error) {
        seen.resolve(error);
        throw error;
      }
    },
  });
  const wire = await it.connect();
  wire.send(["POST / HTTP/1.1", host, "Content-Length: 10"]).send("abc");
  wire.socket.end();
  wire.socket.destroySoon();
  expect(await seen.promise).toMatchObject({ status: 400, message: "The body ended before it was complete" });
});

test.each([
  ["whole", (exchange: Exchange) => exchange.body(limit)],
  ["by chunks", (exchange: Exchange) => Array.fromAsync(exchange.bodyChunks())],
  ["through the web's Request", (exchange: Exchange) => exchange.request.text()],
])("a body that is asked for %s when its client has left already does not wait for ever", async (_, read) => {
  const left = Promise.withResolvers<void>();
  const seen = Promise.withResolvers<unknown>();
  await using it = await serving({
    "/": async (exchange) => {
      exchange.signal.addEventListener("abort", () => left.resolve());
      await left.promise;
      await Promise.resolve(read(exchange)).catch(seen.resolve);
      return new Reply(200, [], "too late");
    },
    "/good": () => new Reply(200, [], "good"),
  });
  const wire = await it.connect();
  wire.send(["POST / HTTP/1.1", host, "Content-Length: 10"]).send("abc");
  wire.socket.destroySoon();
  expect(await seen.promise).toMatchObject({ message: "The body ended before it was complete" });
  const other = await it.connect();
  expect((await other.send(["GET /good HTTP/1.1", host]).answer()).body).toBe("good");
});

test("an answer to a client that has left is dropped, and its work is done all the same", async () => {
  const left = Promise.withResolvers<void>();
  const done = Promise.withResolvers<void>();
  await using it = await serving({
    "/": async (exchange) => {
      exchange.signal.addEventListener("abort", () => left.resolve());
      await left.promise;
      return new Reply(200, [], "x".repeat(1_000_000)).after(() => done.resolve());
    },
  });
  const wire = await it.connect();
  wire.send(["GET / HTTP/1.1", host]);
  await eventually(() => wire.socket.bytesWritten > 0);
  wire.socket.destroySoon();
  await done.promise;
});

test("a signal asked for after the client has left is aborted at once", async () => {
  const aborted = Promise.withResolvers<boolean>();
  const arrived = Promise.withResolvers<void>();
  await using it = await serving({
    "/": async (exchange) => {
      arrived.resolve();
      // The body that never comes tells that the connection is gone.
      await exchange.body(limit).catch(() => new Promise((resolve) => setImmediate(resolve)));
      aborted.resolve(exchange.signal.aborted);
      return new Reply(200);
    },
  });
  const wire = await it.connect();
  wire.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n");
  await arrived.promise;
  wire.socket.destroy();
  expect(await aborted.promise).toBe(true);
});

test("the web's Request leaves the body alone until somebody reads it", async () => {
  await using it = await serving({
    "/": async (exchange) => {
      const { request } = exchange;
      await new Promise((resolve) => setTimeout(resolve, 20));
      return new Reply(200, ["x-method", request.method], await exchange.body(limit));
    },
    "/web": async (exchange) => new Reply(200, [], await exchange.request.text()),
  });
  const wire = await it.connect();
  for (const path of ["/", "/web"]) {
    const answer = await wire
      .send(`POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc`)
      .answer();
    expect(answer).toMatchObject({ status: 200, body: "abc" });
  }
});

test("whoever stops reading by chunks can still be answered", async () => {
  await using it = await serving({
    "/": async (exchange) => {
      for await (const chunk of exchange.bodyChunks()) return new Reply(200, [], chunk);
      return new Reply(400);
    },
  });
  const wire = await it.connect();
  wire.send(["POST / HTTP/1.1", host, "Content-Length: 10"]).send("abc");
  const answer = await wire.answer();
  expect(answer).toMatchObject({ status: 200, body: "abc" });
  expect(answer.header("connection")).toBe("close");
});

test("a body that is read twice is the same both times, and not a wait for ever", async () => {
  await using it = await serving({
    "/": async (exchange) => {
      await exchange.body(limit);
      return echo(exchange);
    },
  });
  const wire = await it.connect();
  const answer = await wire.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc").answer();
  expect([answer.status, answer.body]).toEqual([200, "abc"]);
});
