/** What is said over a socket: typed in both directions, or text and bytes as they are. */
import { expect, test } from "vitest";
import * as z from "zod";
import { isoDateTime, type Socket, socket } from "../../src/index.ts";
import { eventually } from "../server/serving.ts";
import { serveRoutes } from "./open-socket.ts";

const Said = z.object({ text: z.string().min(1), at: isoDateTime() });
const Heard = z.object({ room: z.string(), text: z.string(), at: isoDateTime() });

const chat = socket(
  "/rooms/:room",
  { params: { room: z.string() }, receive: Said, send: Heard },
  async (it) => {
    for await (const { text, at } of it.socket) {
      // More than is declared, as a row of a table would have.
      const row = { room: it.params.room, text, at: new Date(at.getTime() + 1000), secret: "not for them" };
      await it.socket.send(row);
    }
  },
);

test("messages are decoded by their schema, encoded and filtered on the way out", async () => {
  await using it = await serveRoutes({ chat });
  const peer = await it.open("/rooms/lobby");
  peer.say({ text: "hello", at: "2026-01-01T00:00:00.000Z", more: 1 });
  expect(await peer.hear()).toEqual([{ room: "lobby", text: "hello", at: "2026-01-01T00:00:01.000Z" }]);
});

test("the order is kept, also where a schema is asynchronous", async () => {
  const Slow = z.object({ n: z.int(), wait: z.int() }).refine(async ({ wait }) => {
    await new Promise((resolve) => setTimeout(resolve, wait));
    return true;
  });
  const count = socket("/", { receive: Slow, send: Slow }, async ({ socket: it }) => {
    const done: Promise<void>[] = [];
    for await (const message of it) done.push(it.send(message));
    await Promise.all(done);
  });
  await using it = await serveRoutes({ count });
  const peer = await it.open("/");
  const sent = [40, 0, 20, 0].map((wait, n) => ({ n, wait }));
  for (const message of sent) peer.say(message);
  expect(await peer.hear(4)).toEqual(sent);
});

test.each([
  ["no JSON", "{", 1007, /message\.1: json_invalid/],
  [
    "JSON that does not fit",
    '{"text":"","at":"2026-01-01T00:00:00Z"}',
    1008,
    /message\.text: string_too_short/,
  ],
  ["bytes", Buffer.from([1]), 1003, /message: text_type/],
])("a message that breaks the contract closes the socket: %s", async (_, message, code, reason) => {
  await using it = await serveRoutes({ chat });
  const peer = await it.open("/rooms/lobby");
  peer.ws.send(message);
  const end = await peer.closed;
  expect(end.code).toBe(code);
  expect(end.reason).toMatch(reason);
  const refused = it.logs.filter(({ fields }) => fields.category === "caller");
  expect(refused).toHaveLength(1);
  expect(refused[0]?.level).toBe("info");
});

test("or is answered with its faults, and the socket stays open", async () => {
  const Reply = z.union([z.object({ faults: z.array(z.unknown()) }), z.object({ ok: z.string() })]);
  const strict = socket(
    "/",
    {
      receive: z.object({ text: z.string(), password: z.string().min(9).meta({ writeOnly: true }) }),
      send: Reply,
      onInvalid: (faults) => ({ faults: [...faults] }),
    },
    async ({ socket: it }) => {
      for await (const { text } of it) await it.send({ ok: text });
    },
  );
  await using it = await serveRoutes({ strict });
  const peer = await it.open("/");
  peer.say({ text: 1, password: "2short" }).say({ text: "fine", password: "long enough" });
  const [faults, ok] = await peer.hear(2);
  expect(faults).toMatchObject({
    faults: [
      { type: "string_type", loc: ["message", "text"], input: 1 },
      { type: "string_too_short", loc: ["message", "password"] },
    ],
  });
  expect(JSON.stringify(faults)).not.toContain("2short");
  expect(ok).toEqual({ ok: "fine" });
  peer.ws.close(4001, "bye");
  expect(await peer.closed).toEqual({ code: 4001, reason: "bye" });
});

test("a handler may take turns, catch a bad message and go on", async () => {
  const turns = socket(
    "/",
    { receive: z.object({ n: z.int() }), send: z.string() },
    async ({ socket: it }) => {
      const first = await it.receive();
      await it.send(`first ${first.n}`);
      await it.receive().catch((error: Error) => it.send(error.name));
      const third = await it.receive();
      await it.send(`third ${third.n}`);
    },
  );
  await using it = await serveRoutes({ turns });
  const peer = await it.open("/");
  peer.say({ n: 1 }).say({ n: "two" }).say({ n: 3 });
  expect(await peer.hear(3)).toEqual(["first 1", "RequestValidationError", "third 3"]);
  expect(await peer.closed).toEqual({ code: 1000, reason: "" });
});

test("without a schema text and bytes go as they are; of one kind only where it says so", async () => {
  const raw = socket("/raw", {}, async ({ socket: it }) => {
    for await (const message of it) await it.send(message);
  });
  const binary = socket("/binary", { receive: "binary", send: "binary" }, async ({ socket: it }) => {
    for await (const bytes of it) await it.send(bytes.map((byte) => byte + 1));
  });
  const text = socket("/text", { receive: "text", send: "text" }, async ({ socket: it }) => {
    for await (const message of it) await it.send(JSON.stringify(message.toUpperCase()));
  });
  await using it = await serveRoutes({ raw, binary, text });
  const rawPeer = await it.open("/raw");
  rawPeer.ws.send('"text"');
  rawPeer.ws.send(Buffer.from([1, 2]));
  expect(await rawPeer.hear(2)).toEqual(["text", new Uint8Array([1, 2])]);
  const binaryPeer = await it.open("/binary");
  binaryPeer.ws.send(Buffer.from([1, 2]));
  expect(await binaryPeer.hear()).toEqual([new Uint8Array([2, 3])]);
  binaryPeer.ws.send("text");
  expect(await binaryPeer.closed).toMatchObject({ code: 1003 });
  const textPeer = await it.open("/text");
  textPeer.ws.send("hi");
  expect(await textPeer.hear()).toEqual(["HI"]);
});

test("a message of our own that breaks the contract is never sent: a logged defect and 1011, even if nobody awaits it", async () => {
  const wrong = { n: "text" } as unknown as { n: number };
  const careless = socket("/", { send: z.object({ n: z.int() }) }, async ({ socket: it }) => {
    void it.send({ n: 1 });
    void it.send(wrong);
    void it.send({ n: 2 });
    for await (const _ of it);
  });
  await using it = await serveRoutes({ careless });
  const peer = await it.open("/");
  expect((await peer.closed).code).toBe(1011);
  expect(peer.received).toEqual([{ n: 1 }]);
  await eventually(() => it.logs.some(({ message }) => message === "Socket closed"));
  const errors = it.logs.filter(({ level }) => level === "error");
  expect(errors).toHaveLength(1);
  expect(errors[0]?.fields).toMatchObject({ category: "defect", err: { name: "ResponseContractError" } });
});

test("a message longer than the limit closes with 1009, one of exactly the limit does not", async () => {
  const limited = socket("/", { messageLimit: 10, receive: "text", send: "text" }, async ({ socket: it }) => {
    for await (const message of it) await it.send(JSON.stringify(message.length));
  });
  await using it = await serveRoutes({ limited });
  const peer = await it.open("/");
  peer.ws.send("x".repeat(10));
  expect(await peer.hear()).toEqual([10]);
  peer.ws.send("x".repeat(11));
  expect((await peer.closed).code).toBe(1009);
});

test("what is sent after the end is refused, by its reason", async () => {
  const outcomes: string[] = [];
  const gate = Promise.withResolvers<void>();
  const told = (it: Socket<unknown, string>) =>
    it.send("more").catch((error: Error) => void outcomes.push(`${error.name}: ${error.message}`));
  const own = socket("/own", { send: z.string() }, async ({ socket: it }) => {
    it.close(4002, "enough");
    await told(it);
    await it.receive().catch((error: Error) => void outcomes.push(error.name));
  });
  const theirs = socket("/theirs", { send: z.string() }, async ({ socket: it }) => {
    for await (const _ of it);
    expect(it.end).toEqual({ code: 4003, reason: "done", by: "client" });
    expect(it.signal.aborted).toBe(true);
    await told(it);
    gate.resolve();
  });
  await using it = await serveRoutes({ own, theirs });
  expect(await (await it.open("/own")).closed).toEqual({ code: 4002, reason: "enough" });
  const peer = await it.open("/theirs");
  peer.ws.close(4003, "done");
  await gate.promise;
  expect(outcomes).toEqual([
    "SocketClosedError: The socket is closed (4002: enough)",
    "SocketClosedError",
    "ClientGoneError: The client closed the socket (4003: done)",
  ]);
});

test("a code that may not be sent and a reason that is too long are said at once", async () => {
  const outcomes: unknown[] = [];
  const wrong = socket("/", {}, ({ socket: it }) => {
    for (const [code, reason] of [
      [1005, ""],
      [1006, ""],
      [2999, ""],
      [5000, ""],
      [1000, "ä".repeat(62)],
    ] as const) {
      try {
        it.close(code, reason);
      } catch (error) {
        outcomes.push((error as Error).name);
      }
    }
    it.close(1000, `${"ä".repeat(61)}x`);
  });
  await using it = await serveRoutes({ wrong });
  expect((await (await it.open("/")).closed).reason).toBe(`${"ä".repeat(61)}x`);
  expect(outcomes).toEqual(Array(5).fill("RangeError"));
});
