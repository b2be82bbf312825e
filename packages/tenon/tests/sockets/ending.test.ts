/** How a socket ends, and what its run sees of it: teardown before the closing, tasks after it, the client's going as an error. */
import { expect, test } from "vitest";
import * as z from "zod";
import {
  abortSignal,
  backgroundTasks,
  ClientGoneError,
  defineError,
  dependency,
  HttpError,
  onError,
  router,
  type Socket,
  SocketClosedError,
  socket,
  task,
} from "../../src/index.ts";
import { eventually } from "../server/serving.ts";
import { Wire } from "../server/wire.ts";
import { serveRoutes } from "./open-socket.ts";

/** A dependency that tells how its run went. */
function observed(events: string[]) {
  return dependency({}, async function* () {
    events.push("open");
    try {
      yield "session";
      events.push("committed");
    } catch (error) {
      events.push(`rolled back: ${(error as Error).name}`);
      throw error;
    }
  });
}

async function drained({ socket: it }: { readonly socket: Socket }): Promise<void> {
  for await (const _ of it);
}

test("a handler that returns: teardown, then 1000, then the tasks", async () => {
  const events: string[] = [];
  const session = observed(events);
  const mailer = dependency({}, () => "mailer");
  const later = task(
    { depends: { mailer } },
    ({ mailer: value }, text: string) => void events.push(`${value} ${text}`),
  );
  const once = socket(
    "/",
    { depends: { session, tasks: backgroundTasks }, receive: "text" },
    async ({ socket: it, tasks }) => {
      tasks.add(later, "sent");
      await it.receive();
      events.push("handled");
    },
  );
  await using it = await serveRoutes({ once });
  const peer = await it.open("/");
  peer.ws.on("close", () => events.push("closed"));
  peer.ws.send("go");
  expect(await peer.closed).toEqual({ code: 1000, reason: "" });
  await eventually(() => events.includes("mailer sent"));
  expect(events.filter((event) => event !== "closed")).toEqual([
    "open",
    "handled",
    "committed",
    "mailer sent",
  ]);
});

test("a teardown that fails is a 1011 and never a lying 1000; no task runs", async () => {
  const events: string[] = [];
  const session = dependency({}, function* () {
    yield 1;
    throw new Error("commit failed");
  });
  const once = socket("/", { depends: { session, tasks: backgroundTasks } }, ({ tasks }) => {
    tasks.add(() => events.push("task"));
  });
  await using it = await serveRoutes({ once });
  expect((await (await it.open("/")).closed).code).toBe(1011);
  await eventually(() => it.logs.some(({ message }) => message === "Socket closed"));
  expect(it.logs.find(({ level }) => level === "error")?.fields).toMatchObject({
    category: "defect",
    err: { message: "commit failed" },
  });
  expect(events).toEqual([]);
});

test.each([
  ["what nobody expected", () => new Error("secret detail"), 1011, "Internal Server Error"],
  ["an HttpError", () => new HttpError(404, "No such room"), 4404, "No such room"],
  ["one with a body", () => new HttpError(429, { wait: 1 }), 4429, "Too Many Requests"],
  ["a declared error", () => new (defineError(409, "room_full"))(), 4409, "room_full"],
  ["a long one", () => new HttpError(400, "ä".repeat(100)), 4400, `${"ä".repeat(60)}…`],
])("a handler that throws closes with a code for it: %s", async (_, error, code, reason) => {
  const events: string[] = [];
  const session = observed(events);
  const failing = socket("/", { depends: { session } }, () => {
    throw error();
  });
  await using it = await serveRoutes({ failing });
  expect(await (await it.open("/")).closed).toEqual({ code, reason });
  expect(events).toEqual(["open", `rolled back: ${error().name}`]);
  const logged = it.logs.filter(({ fields }) => "category" in fields);
  expect(logged).toHaveLength(1);
  expect(logged[0]).toMatchObject({ level: code === 1011 ? "error" : "info", fields: { route: "/" } });
});

test("error handlers by class decide the code", async () => {
  class RoomGone extends Error {}
  const failing = socket("/", {}, () => {
    throw new RoomGone();
  });
  await using it = await serveRoutes({
    rooms: router(
      { onError: [onError(RoomGone, () => new HttpError(410, "The room is gone"))] },
      { failing },
    ),
  });
  expect(await (await it.open("/")).closed).toEqual({ code: 4410, reason: "The room is gone" });
});

test("a client that closes ends the loop: what it said before is still read, and the run ends well", async () => {
  const events: string[] = [];
  const session = observed(events);
  const slow = socket("/", { depends: { session }, receive: z.int() }, async ({ socket: it }) => {
    for await (const n of it) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      events.push(`${n}`);
    }
    events.push(`end ${it.end?.code} by ${it.end?.by}`);
  });
  await using it = await serveRoutes({ slow });
  const peer = await it.open("/");
  for (let n = 0; n < 5; n++) peer.say(n);
  peer.ws.close(1000);
  await eventually(() => events.includes("committed"));
  expect(events).toEqual(["open", "0", "1", "2", "3", "4", "end 1000 by client", "committed"]);
});

test("a client that goes without a word is a ClientGoneError, in the loop, in the signals and in the generators", async () => {
  const events: string[] = [];
  const session = observed(events);
  const waiting = socket(
    "/",
    { depends: { session, signal: abortSignal } },
    async ({ socket: it, signal }) => {
      it.signal.addEventListener("abort", () => events.push(`signal: ${(it.signal.reason as Error).name}`));
      signal.addEventListener("abort", () => events.push(`request: ${(signal.reason as Error).name}`));
      try {
        await drained({ socket: it });
      } catch (error) {
        events.push(`loop: ${error instanceof ClientGoneError}`);
        throw error;
      }
    },
  );
  const deaf = socket("/deaf", { depends: { session } }, async ({ socket: it }) => {
    await drained({ socket: it }).catch(() => {});
  });
  await using it = await serveRoutes({ waiting, deaf });
  (await it.open("/")).ws.terminate();
  await eventually(() => events.includes("rolled back: ClientGoneError"));
  expect(events.toSorted()).toEqual(
    [
      "open",
      "signal: ClientGoneError",
      "request: ClientGoneError",
      "loop: true",
      "rolled back: ClientGoneError",
    ].toSorted(),
  );
  expect(it.logs.filter(({ level }) => level === "error")).toEqual([]);
  // Swallowed by the handler, it is still not a success.
  (await it.open("/deaf")).ws.terminate();
  await eventually(() => events.filter((event) => event === "rolled back: ClientGoneError").length === 2);
});

test("a handler that only sends learns from send, or from the signal, that the client has gone", async () => {
  const events: string[] = [];
  const session = observed(events);
  const ticking = socket("/", { depends: { session }, send: z.int() }, async ({ socket: it }) => {
    for (let n = 0; ; n++) {
      await it.send(n);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  });
  await using it = await serveRoutes({ ticking });
  const peer = await it.open("/");
  await peer.hear(3);
  peer.ws.close();
  await eventually(() => events.includes("rolled back: ClientGoneError"));
  expect(it.logs.filter(({ level }) => level === "error")).toEqual([]);
});

test("a handler that does not care is left behind after closeTimeout: its dependencies are closed under it", async () => {
  const events: string[] = [];
  const session = observed(events);
  const stubborn = socket("/", { depends: { session }, closeTimeout: 20 }, () => new Promise(() => {}));
  await using it = await serveRoutes({ stubborn });
  (await it.open("/")).ws.close();
  await eventually(() => events.length === 2);
  expect(events).toEqual(["open", "rolled back: ClientGoneError"]);
  expect(it.logs.filter(({ level }) => level === "warn")).toHaveLength(1);
});

test("a client that does not answer the closing is cut off after closeTimeout", async () => {
  const once = socket("/", { closeTimeout: 20 }, () => {});
  await using it = await serveRoutes({ once });
  await using wire = await opened(it.server.url);
  await wire.closed();
  expect(wire.pending).toBe("\x88\x02\x03\xe8");
});

test("a client that answers no ping is gone; one that does may be silent for as long as it likes", async () => {
  const events: string[] = [];
  const quiet = socket(
    "/:name",
    { params: { name: z.string() }, pingInterval: 15 },
    async ({ params, socket: it }) => {
      try {
        await drained({ socket: it });
      } catch (error) {
        events.push(`${params.name}: ${(error as Error).name}`);
        throw error;
      }
    },
  );
  await using it = await serveRoutes({ quiet });
  const alive = await it.open("/alive");
  let pings = 0;
  alive.ws.on("ping", () => {
    pings++;
  });
  const dead = await it.open("/dead", { autoPong: false });
  expect((await dead.closed).code).toBe(1006);
  await eventually(() => events.length === 1 && pings > 4);
  expect(events).toEqual(["dead: ClientGoneError"]);
  expect(alive.ws.readyState).toBe(alive.ws.OPEN);
});

test("a slow reader makes send wait, and what nobody awaits is bounded: past the limit it is cut off", async () => {
  const chunk = new Uint8Array(100_000);
  const events: string[] = [];
  let sent = 0;
  const patient = socket("/patient", { send: "binary" }, async ({ socket: it }) => {
    while (!it.signal.aborted) {
      await it.send(chunk);
      sent++;
    }
  });
  const careless = socket("/careless", { send: "binary", bufferLimit: 1_000_000 }, async ({ socket: it }) => {
    // Far more than any buffer of the system's takes.
    for (let n = 0; n < 1_000; n++) void it.send(chunk);
    events.push(`${it.end?.code} by ${it.end?.by}`);
    await it.send(chunk).catch((error: Error) => void events.push(error.name));
  });
  await using it = await serveRoutes({ patient, careless });
  const slow = await it.open("/patient");
  slow.ws.pause();
  await eventually(() => sent > 0);
  let before = -1;
  await eventually(async () => {
    const stands = before === sent;
    before = sent;
    await new Promise((resolve) => setTimeout(resolve, 50));
    return stands;
  });
  slow.ws.resume();
  await eventually(() => sent > before + 20);
  slow.ws.terminate();
  const greedy = await it.open("/careless");
  greedy.ws.pause();
  await eventually(() => events.length === 2);
  expect(events).toEqual(["1006 by client", "ClientGoneError"]);
  await eventually(() => it.logs.some(({ fields }) => String(fields.cause).includes("reads too slowly")));
});

test("a message larger than what may wait is sent all the same", async () => {
  const large = socket("/", { send: "binary", bufferLimit: 1_000 }, async ({ socket: it }) => {
    await it.send(new Uint8Array(20_000_000));
    await it.send(new Uint8Array(1));
  });
  await using it = await serveRoutes({ large });
  const peer = await it.open("/");
  expect(await peer.closed).toEqual({ code: 1000, reason: "" });
  expect(peer.received.map((bytes) => (bytes as Uint8Array).length)).toEqual([20_000_000, 1]);
});

test("a slow handler makes the client wait: what it has not read does not pile up", async () => {
  const gate = Promise.withResolvers<void>();
  let read = 0;
  const slow = socket("/", { receive: "binary", messageLimit: 100_000 }, async ({ socket: it }) => {
    await gate.promise;
    for await (const _ of it) read++;
  });
  await using it = await serveRoutes({ slow });
  const peer = await it.open("/");
  for (let n = 0; n < 500; n++) peer.ws.send(new Uint8Array(100_000));
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(peer.ws.bufferedAmount).toBeGreaterThan(10_000_000);
  gate.resolve();
  await eventually(() => read === 500);
});

/** A connection that has been upgraded by hand. */
async function opened(url: string, path = "/"): Promise<Wire> {
  const wire = await Wire.open(url);
  wire.send([
    `GET ${path} HTTP/1.1`,
    "Host: a",
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEA==",
  ]);
  expect((await wire.answer()).status).toBe(101);
  return wire;
}

const mask = [0, 0, 0, 0];

test.each([
  ["an unmasked frame", [0x81, 0x01, 0x61], 1002],
  ["a reserved bit", [0xc1, 0x81, ...mask, 0x61], 1002],
  ["an unknown opcode", [0x83, 0x80, ...mask], 1002],
  ["a continuation of nothing", [0x80, 0x80, ...mask], 1002],
  ["a fragmented ping", [0x09, 0x80, ...mask], 1002],
  ["a ping that is too long", [0x89, 0xfe, 0, 126, ...mask], 1002],
  ["text that is no UTF-8", [0x81, 0x82, ...mask, 0xc3, 0x28], 1007],
  ["a frame of 2^62 bytes", [0x82, 0xff, 0x40, 0, 0, 0, 0, 0, 0, 0, ...mask], 1009],
  ["a frame over the limit, of which nothing comes", [0x82, 0xfe, 0x04, 0x01, ...mask], 1009],
  ["a close code that may not be sent", [0x88, 0x82, ...mask, 0x03, 0xed], 1002],
  ["a close reason that is no UTF-8", [0x88, 0x84, ...mask, 0x03, 0xe8, 0xc3, 0x28], 1007],
])("nonsense on the wire: %s", async (_, bytes, code) => {
  const events: string[] = [];
  const session = observed(events);
  const sink = socket("/", { depends: { session }, messageLimit: 1024, closeTimeout: 200 }, drained);
  await using it = await serveRoutes({ sink });
  await using wire = await opened(it.server.url);
  wire.send(Buffer.from(bytes));
  await wire.until(() => wire.pending.length >= 4);
  expect(Buffer.from(wire.pending, "latin1").readUInt16BE(2)).toBe(code);
  wire.socket.end();
  await eventually(() => events.length === 2);
  expect(events).toEqual(["open", "rolled back: ClientGoneError"]);
  await eventually(() => it.logs.some(({ fields }) => fields.category === "caller" && "cause" in fields));
  expect(it.logs.filter(({ level }) => level === "error")).toEqual([]);
});

test("gone in the middle of a message: the part of it is never seen", async () => {
  const events: string[] = [];
  const session = observed(events);
  const sink = socket("/", { depends: { session }, receive: "text" }, async ({ socket: it }) => {
    for await (const text of it) events.push(text);
  });
  await using it = await serveRoutes({ sink });
  await using wire = await opened(it.server.url);
  wire.send(Buffer.from([0x81, 0x81, ...mask, 0x61, 0x01, 0x81, ...mask, 0x62]));
  await eventually(() => events.includes("a"));
  wire.socket.destroy();
  await eventually(() => events.length === 3);
  expect(events).toEqual(["open", "a", "rolled back: ClientGoneError"]);
});

test("a client that goes while its handshake is looked at leaves nothing open", async () => {
  const events: string[] = [];
  const session = observed(events);
  const gate = Promise.withResolvers<void>();
  const slow = dependency({ depends: { session } }, () => gate.promise);
  await using it = await serveRoutes({
    late: socket("/", { depends: { slow } }, () => void events.push("handled")),
  });
  const wire = await Wire.open(it.server.url);
  wire.send([
    "GET / HTTP/1.1",
    "Host: a",
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEA==",
  ]);
  await eventually(() => events.length === 1);
  wire.socket.resetAndDestroy();
  await new Promise((resolve) => setTimeout(resolve, 30));
  gate.resolve();
  await eventually(() => events.some((event) => event.startsWith("rolled back")));
  expect(it.logs.filter(({ level }) => level === "error")).toEqual([]);
});

test("a middleware that throws the opened socket away closes its run", async () => {
  const events: string[] = [];
  const session = observed(events);
  const failing = {
    name: "failing",
    response: () => {
      throw new HttpError(503, "No");
    },
  };
  await using it = await serveRoutes({
    lost: router({ middleware: [failing] }, { lost: socket("/", { depends: { session } }, () => {}) }),
  });
  expect(await it.refused("/")).toMatchObject({ status: 503 });
  await eventually(() => events.length === 2);
  expect(events).toEqual(["open", "rolled back: HttpError"]);
});

test("a stopping server says 1001 to all, waits for the handlers, closes dependencies, then the app", async () => {
  const events: string[] = [];
  const session = observed(events);
  const pool = dependency({ scope: "app" }, async function* () {
    yield "pool";
    events.push("pool closed");
  });
  const polite = socket("/polite", { depends: { session, pool } }, async ({ socket: it }) => {
    await drained({ socket: it });
    await new Promise((resolve) => setTimeout(resolve, 20));
    events.push(`said goodbye: ${(it.signal.reason as Error).name} ${it.end?.code}`);
  });
  const sender = socket("/sender", { send: z.int(), depends: { pool } }, async ({ socket: it }) => {
    try {
      for (let n = 0; ; n++) {
        await it.send(n);
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    } catch (error) {
      events.push(`sender: ${error instanceof SocketClosedError}`);
      throw error;
    }
  });
  await using it = await serveRoutes({ polite, sender });
  const peers = [await it.open("/polite"), await it.open("/sender")];
  await eventually(() => events.includes("open"));
  await it.server.close();
  expect(await Promise.all(peers.map((peer) => peer.closed))).toEqual([
    { code: 1001, reason: "The server is stopping" },
    { code: 1001, reason: "The server is stopping" },
  ]);
  expect(events.toSorted()).toEqual(
    ["open", "sender: true", "said goodbye: SocketClosedError 1001", "committed", "pool closed"].toSorted(),
  );
  expect(events.at(-1)).toBe("pool closed");
  expect(it.logs.filter(({ level }) => level === "error" || level === "warn")).toEqual([]);
});

test("a stubborn handler and a client that does not answer do not hold up the stop", async () => {
  const events: string[] = [];
  const session = observed(events);
  const stubborn = socket("/", { depends: { session }, closeTimeout: 30 }, () => new Promise(() => {}));
  await using it = await serveRoutes({ stubborn });
  await using wire = await opened(it.server.url);
  await eventually(() => events.length === 1);
  await it.server.close();
  expect(events).toEqual(["open", "rolled back: SocketClosedError"]);
  await wire.closed();
});

test("a handshake that arrives while the server stops is a 503", async () => {
  const gate = Promise.withResolvers<void>();
  const events: string[] = [];
  const session = observed(events);
  const slow = dependency({ depends: { session } }, () => gate.promise);
  await using it = await serveRoutes({
    late: socket("/", { depends: { slow } }, () => void events.push("handled")),
  });
  const refused = it.refused("/");
  await eventually(() => events.length === 1);
  const closing = it.server.close();
  gate.resolve();
  expect(await refused).toMatchObject({ status: 503, body: { detail: "The server is stopping" } });
  await closing;
  expect(events).toEqual(["open", "rolled back: HttpError"]);
});
