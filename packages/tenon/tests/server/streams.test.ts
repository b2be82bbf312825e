/** Bodies that are produced while they are sent. */
import { expect, test } from "vitest";
import { ClientGoneError } from "../../src/http/client-gone.ts";
import { Reply, type StreamBody } from "../../src/http/reply.ts";
import { eventually, serving } from "./serving.ts";

const host = "Host: test";

/** A stream over a generator, that notes how it was finished. */
function streaming(
  chunks: () => AsyncGenerator<string | Uint8Array>,
): StreamBody & { readonly finished: unknown[] } {
  const finished: unknown[] = [];
  return { chunks, finished, finish: (reason) => void finished.push(reason) };
}

async function* three(): AsyncGenerator<string> {
  yield "one";
  yield "";
  yield "two";
}

async function* endless(): AsyncGenerator<string> {
  for (;;) {
    yield "x".repeat(65_536);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

test("a stream is sent in chunks, finished once, and the connection goes on", async () => {
  const body = streaming(three);
  const after: string[] = [];
  await using it = await serving({
    "/": () => new Reply(200, ["x-stream", "yes"], body).after(() => void after.push("sent")),
  });
  const wire = await it.connect();
  const answer = await wire.send(["GET / HTTP/1.1", host]).answer();
  expect(answer).toMatchObject({ status: 200, body: "onetwo" });
  expect(answer.header("transfer-encoding")).toBe("chunked");
  expect(body.finished).toEqual([undefined]);
  await eventually(() => after.length === 1);
  expect((await wire.send(["GET / HTTP/1.1", host]).answer()).body).toBe("onetwo");
});

test("the head of a stream is sent before its first chunk", async () => {
  const first = Promise.withResolvers<string>();
  const body = streaming(async function* () {
    yield await first.promise;
  });
  await using it = await serving({ "/": () => new Reply(200, [], body) });
  const wire = await it.connect();
  wire.send(["GET / HTTP/1.1", host]);
  await wire.until(() => wire.pending.includes("\r\n\r\n"));
  first.resolve("late");
  expect((await wire.answer()).body).toBe("late");
});

test("a stream with a length keeps to it, or breaks off", async () => {
  await using it = await serving({
    "/right": () => new Reply(200, ["content-length", "6"], streaming(three)),
    "/long": () => new Reply(200, ["content-length", "4"], streaming(three)),
    "/short": () => new Reply(200, ["content-length", "9"], streaming(three)),
  });
  const wire = await it.connect();
  expect((await wire.send(["GET /right HTTP/1.1", host]).answer()).body).toBe("onetwo");
  for (const path of ["/long", "/short"]) {
    const other = await it.connect();
    other.send([`GET ${path} HTTP/1.1`, host]);
    await other.closed();
    expect(other.pending).not.toContain("onetwotwo");
  }
  await eventually(() => it.logs.filter(({ level }) => level === "error").length === 2);
});

test("what a stream said before it failed arrives, and is not taken for the whole", async () => {
  const failing = async function* (): AsyncGenerator<string> {
    yield "one";
    throw new Error("half-way");
  };
  await using it = await serving({
    "/chunks": () => new Reply(200, [], streaming(failing)),
    "/length": () => new Reply(200, ["content-length", "6"], streaming(failing)),
  });
  for (const [path, rest] of [
    ["/chunks", "3\r\none\r\n"],
    ["/length", "one"],
  ]) {
    const wire = await it.connect();
    wire.send([`GET ${path} HTTP/1.1`, host]);
    await wire.closed();
    expect(wire.pending.split("\r\n\r\n")[1]).toBe(rest);
  }
  // Here the end of the connection is the end of the answer: it must be a broken one.
  const old = await it.connect();
  const broken = new Promise((resolve) => old.socket.once("error", resolve));
  old.send(["GET /chunks HTTP/1.0", host]);
  expect(await broken).toMatchObject({ code: "ECONNRESET" });
});

test("HEAD and 304 finish a stream without starting it", async () => {
  const body = streaming(() => {
    throw new Error("started");
  });
  const web = new ReadableStream<Uint8Array>({}, { highWaterMark: 0 });
  await using it = await serving({
    "/": (exchange) => new Reply(exchange.method === "HEAD" ? 200 : 304, [], body),
    "/web": () => new Reply(200, [], web),
  });
  const wire = await it.connect();
  expect((await wire.send(["HEAD / HTTP/1.1", host]).answer("HEAD")).status).toBe(200);
  expect((await wire.send(["GET / HTTP/1.1", host]).answer()).status).toBe(304);
  await eventually(() => body.finished.length === 2);
  expect((await wire.send(["HEAD /web HTTP/1.1", host]).answer("HEAD")).status).toBe(200);
  await eventually(() => web.getReader().closed.then(() => true));
});

test("a client that leaves ends a stream, with its own error", async () => {
  const body = streaming(endless);
  let ended = false;
  await using it = await serving({
    "/": () =>
      new Reply(200, [], {
        ...body,
        chunks: async function* () {
          try {
            yield* endless();
          } finally {
            ended = true;
          }
        },
      }),
  });
  const wire = await it.connect();
  wire.send(["GET / HTTP/1.1", host]);
  await wire.until(() => wire.pending.length > 200_000);
  wire.socket.destroy();
  await eventually(() => body.finished.length === 1 && ended);
  expect(body.finished[0]).toBeInstanceOf(ClientGoneError);
  expect(it.logs.filter(({ level }) => level === "error")).toEqual([]);
});

test("a client that leaves while the stream has nothing to say ends it too", async () => {
  const body = streaming(async function* () {
    yield "first";
    await new Promise(() => {});
  });
  await using it = await serving({ "/": () => new Reply(200, [], body) });
  const wire = await it.connect();
  wire.send(["GET / HTTP/1.1", host]);
  await wire.until(() => wire.pending.includes("first"));
  wire.socket.destroy();
  await eventually(() => body.finished.length === 1);
  expect(body.finished[0]).toBeInstanceOf(ClientGoneError);
});

test("a stream that does not read its client's pace waits for it", async () => {
  let produced = 0;
  const body = streaming(async function* () {
    for (; produced < 400; produced += 1) yield "x".repeat(65_536);
  });
  await using it = await serving({ "/": () => new Reply(200, [], body) });
  const wire = await it.connect();
  wire.socket.pause();
  wire.send(["GET / HTTP/1.1", host]);
  let before = -1;
  await eventually(async () => {
    const same = produced === before && produced > 0;
    before = produced;
    await new Promise((resolve) => setTimeout(resolve, 50));
    return same;
  });
  expect(produced).toBeLessThan(400);
  wire.socket.resume();
  expect((await wire.answer()).body).toHaveLength(400 * 65_536);
});

test("a stream that fails half-way destroys the connection and is logged", async () => {
  const failure = new Error("lost");
  const body = streaming(async function* () {
    yield "first";
    throw failure;
  });
  const neverStarts = {
    finished: [] as unknown[],
    chunks: () => {
      throw failure;
    },
    finish(reason?: unknown) {
      this.finished.push(reason);
    },
  };
  await using it = await serving({
    "/": () => new Reply(200, [], body),
    "/never": () => new Reply(200, [], neverStarts),
  });
  const wire = await it.connect();
  wire.send(["GET / HTTP/1.1", host]);
  await wire.closed();
  expect(wire.pending).not.toContain("0\r\n\r\n");
  expect(body.finished).toEqual([failure]);
  const other = await it.connect();
  other.send(["GET /never HTTP/1.1", host]);
  await other.closed();
  expect(neverStarts.finished).toEqual([failure]);
  expect(it.logs.filter(({ level }) => level === "error")).toHaveLength(2);
});

test("a stream whose head cannot be written is finished with the reason, and answered with a 500", async () => {
  const body = streaming(three);
  await using it = await serving({ "/": () => new Reply(200, ["x-bad", "\n"], body) });
  const wire = await it.connect();
  expect((await wire.send(["GET / HTTP/1.1", host]).answer()).status).toBe(500);
  expect(body.finished).toHaveLength(1);
  expect(body.finished[0]).toMatchObject({ code: "ERR_INVALID_CHAR" });
});

test("a web stream is sent, and cancelled when its client leaves", async () => {
  const cancelled = Promise.withResolvers<unknown>();
  const encoder = new TextEncoder();
  const web = (more: boolean) =>
    new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(encoder.encode("first"));
        if (!more) controller.close();
      },
      cancel: cancelled.resolve,
    });
  await using it = await serving({
    "/": () => new Reply(200, [], web(false)),
    "/more": () => new Reply(200, [], web(true)),
  });
  const wire = await it.connect();
  expect((await wire.send(["GET / HTTP/1.1", host]).answer()).body).toBe("first");
  wire.send(["GET /more HTTP/1.1", host]);
  await wire.until(() => wire.pending.includes("first"));
  wire.socket.destroy();
  expect(await cancelled.promise).toBeInstanceOf(ClientGoneError);
});
