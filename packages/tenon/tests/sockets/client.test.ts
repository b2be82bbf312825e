/** Sockets from the other side: the test client in process, the typed client over a wire, and doors that have none. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import * as z from "zod";
import { createClient, routes } from "../../src/client/index.ts";
import {
  abortSignal,
  backgroundTasks,
  createApp,
  dependency,
  get,
  HttpError,
  isoDateTime,
  mount,
  override,
  router,
  silentLogger,
  socket,
} from "../../src/index.ts";
import { nodeListener, nodeUpgradeListener, serve } from "../../src/server/index.ts";
import { ClientSocketClosedError, type TestSocket, testClient } from "../../src/testing/index.ts";

const events: string[] = [];
const user = dependency({ headers: { authorization: z.string().optional() } }, ({ headers }) => {
  if (headers.authorization === undefined) throw new HttpError(401, "Who?");
  return headers.authorization.replace("Bearer ", "");
});
const session = dependency({}, async function* () {
  try {
    yield "session";
    events.push("committed");
  } catch (error) {
    events.push((error as Error).name);
    throw error;
  }
});
const chat = socket(
  "/:room",
  {
    params: { room: z.string() },
    query: { times: z.int().default(1) },
    depends: { user, session, tasks: backgroundTasks, signal: abortSignal },
    receive: z.object({ text: z.string().max(20), at: isoDateTime() }),
    send: z.object({ from: z.string(), room: z.string(), text: z.string(), at: isoDateTime() }),
    protocols: ["chat.v1"],
    messageLimit: 200,
  },
  async ({ params, query, user: from, socket: it, tasks, signal }) => {
    tasks.add(async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      events.push("task");
    });
    signal.addEventListener("abort", () => events.push("aborted"));
    for await (const { text, at } of it) {
      if (text === "leave") return;
      for (let n = 0; n < query.times; n++)
        await it.send({ from, room: params.room, text, at, extra: 1 } as never);
    }
  },
);
const api = { rooms: router({ prefix: "/rooms" }, { chat, list: get("", () => ({})) }) };
const app = createApp({ title: "Chat", version: "1", routes: api, logger: silentLogger });
const at = "2026-01-01T00:00:00.000Z";

test("in process, typed by key: inputs, subprotocol, messages on the wire side, tasks awaited by `closed`", async () => {
  await using client = await testClient(app);
  const opened = await client.api.rooms.chat({
    params: { room: "lobby" },
    query: { times: 2 },
    token: "ada",
    protocols: ["other", "chat.v1"],
  });
  if (!opened.ok) throw new Error("refused");
  const { socket: it } = opened;
  expect(it.protocol).toBe("chat.v1");
  it.send({ text: "hello", at });
  const heard = { from: "ada", room: "lobby", text: "hello", at };
  expect([await it.receive(), await it.receive()]).toEqual([heard, heard]);
  events.length = 0;
  it.send({ text: "leave", at });
  expect(await it.closed).toEqual({ code: 1000, reason: "" });
  expect(events).toEqual(["committed", "aborted", "task"]);
  await expect(it.receive()).rejects.toThrow(ClientSocketClosedError);
  expect(() => it.send({ text: "more", at })).toThrow(ClientSocketClosedError);
});

test("refused in process: the same results as of a call", async () => {
  await using client = await testClient(app);
  expect(await client.api.rooms.chat({ params: { room: "a" } })).toMatchObject({
    ok: false,
    status: 401,
    detail: "Who?",
  });
  const invalid = await client.api.rooms.chat({
    params: { room: "a" },
    query: { times: "x" as never },
    token: "ada",
  });
  expect(invalid).toMatchObject({ ok: false, status: 422, code: "validation_error" });
});

test("in process, by path: as it goes over the wire; overrides are this client's", async () => {
  await using client = await testClient(app, { overrides: [override(user, () => "somebody")] });
  const it = await client.connect("/rooms/a");
  it.send(JSON.stringify({ text: "hi", at }));
  expect(JSON.parse((await it.receive()) as string)).toEqual({ from: "somebody", room: "a", text: "hi", at });
  it.send("{");
  expect(await it.closed).toEqual({ code: 1007, reason: "message.1: json_invalid" });
  await expect(client.connect("/nowhere")).rejects.toMatchObject({
    name: "SocketRefusedError",
    response: { status: 404 },
  });
  await expect(
    client.connect("/rooms/a", { headers: { origin: "https://evil.example" } }),
  ).rejects.toMatchObject({ response: { status: 403 } });
});

test("a client that closes, one that goes without a word, and a message over the limit", async () => {
  await using client = await testClient(app, { headers: { authorization: "Bearer ada" } });
  const ends: string[][] = [];
  for (const end of [
    (it: TestSocket) => it.close(4000, "bye"),
    (it: TestSocket) => it.destroy(),
    (it: TestSocket) => {
      it.send("x".repeat(201));
      return it.closed;
    },
  ]) {
    events.length = 0;
    const it = await client.connect("/rooms/a");
    const { code } = await end(it);
    ends.push([String(code), ...events]);
  }
  expect(ends).toEqual([
    ["4000", "aborted", "committed", "task"],
    ["1006", "aborted", "ClientGoneError"],
    ["1009", "aborted", "ClientGoneError"],
  ]);
});

test("a test client that is closed closes its sockets", async () => {
  const client = await testClient(app);
  const it = await client.connect("/rooms/a", { token: "ada" });
  await client.close();
  expect((await it.closed).code).toBe(1001);
  expect((await it.closed).reason).toBe("The server is stopping");
});

test("a mounted app's sockets: the path without the prefix, guards of routers outside, closed with the app around it", async () => {
  const seen: string[] = [];
  const guard = dependency({}, async function* () {
    seen.push("guard opened");
    yield;
    seen.push("guard closed");
  });
  const outer = createApp({
    title: "Outer",
    logger: silentLogger,
    version: "1",
    routes: { sub: router({ depends: { guard } }, { app: mount("/sub", app) }) },
  });
  await using server = disposable(await serve(outer, { port: 0, idleGrace: 0 }));
  const ws = new WebSocket(`${server.url.replace("http", "ws")}/sub/rooms/a`, {
    headers: { authorization: "Bearer ada" },
  } as never);
  await new Promise((resolve) => ws.addEventListener("open", resolve, { once: true }));
  expect(seen).toEqual(["guard opened"]);
  const closed = new Promise<number>((resolve) => ws.addEventListener("close", ({ code }) => resolve(code)));
  await server.close();
  expect(await closed).toBe(1001);
  expect(seen).toEqual(["guard opened", "guard closed"]);
});

test("the typed client over a wire: headers where the runtime takes them, a refusal without a reason", async () => {
  await using server = disposable(await serve(app, { port: 0, idleGrace: 0 }));
  const client = createClient<typeof api>(routes(api), { baseUrl: server.url });
  const opened = await client.rooms.chat({ params: { room: "a b" }, token: "ada", protocols: ["chat.v1"] });
  if (!opened.ok) throw new Error("refused");
  expect(opened.socket.protocol).toBe("chat.v1");
  opened.socket.send({ text: "one", at });
  opened.socket.send({ text: "two", at });
  const heard: string[] = [];
  for await (const { text, room } of opened.socket) {
    heard.push(`${room}: ${text}`);
    if (heard.length === 2) opened.socket.send({ text: "leave", at });
  }
  expect(heard).toEqual(["a b: one", "a b: two"]);
  expect(await opened.socket.closed).toEqual({ code: 1000, reason: "" });
  await expect(client.rooms.chat({ params: { room: "a" } })).rejects.toThrow("could not be opened");
});

test("a server of one's own opens sockets by its listener for upgrades; running.stop() closes them", async () => {
  const running = await app.start();
  const server = createServer(nodeListener(running)).on("upgrade", nodeUpgradeListener(running));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = createClient<typeof api>(routes(api), { baseUrl });
  const opened = await client.rooms.chat({ params: { room: "a" }, token: "ada" });
  if (!opened.ok) throw new Error("refused");
  await running.stop();
  expect((await opened.socket.closed).code).toBe(1001);
  await new Promise((resolve) => server.close(resolve));
});

test("a door that cannot hand over a connection says so: 501 for a handshake, 426 for a plain request", async () => {
  const answer = (headers: Record<string, string>) => app.fetch(new Request("http://a/rooms/a", { headers }));
  const handshake = await answer({
    upgrade: "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": "AQIDBAUGBwgJCgsMDQ4PEA==",
  });
  expect(handshake.status).toBe(501);
  expect(((await handshake.json()) as { detail: string }).detail).toMatch(/Tenon's Node server/);
  expect((await answer({})).status).toBe(426);
  await app.stop();
  // A listener without its second half is such a door too.
  const running = await app.start();
  const server = createServer(nodeListener(running));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const client = createClient<typeof api>(routes(api), {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  });
  await expect(client.rooms.chat({ params: { room: "a" }, token: "ada" })).rejects.toThrow(
    "could not be opened",
  );
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await running.stop();
});

test("sockets are not in the document, and urls know them", async () => {
  expect(Object.keys(app.openapi().paths ?? {})).toEqual(["/rooms"]);
  expect(routes(api)["rooms.chat"]).toEqual({
    method: "GET",
    path: "/rooms/{room}",
    socket: { receive: "json", send: "json" },
  });
});

test.each([
  [
    "a dependency called socket",
    socket("/", { depends: { socket: session } } as never, () => {}),
    /"socket" is what the handler receives/,
  ],
  ["a body", socket("/", { body: z.string() } as never, () => {}), /the handshake of a socket has none/],
  [
    "a body of a dependency",
    socket("/", { depends: { reader: dependency({ body: z.string() }, () => 1) } }, () => {}),
    /the handshake of a socket has none/,
  ],
  [
    "an origin that is none",
    socket("/", { origins: ["app.example"] }, () => {}),
    /"app\.example" is no origin/,
  ],
  [
    "an origin with a path",
    socket("/", { origins: ["https://app.example/"] }, () => {}),
    /browsers send "https:\/\/app\.example"/,
  ],
  ["a subprotocol with a space", socket("/", { protocols: ["a b"] }, () => {}), /"a b" is no subprotocol/],
  [
    "a limit that is none",
    socket("/", { messageLimit: 0 }, () => {}),
    /messageLimit is a whole number of bytes/,
  ],
  [
    "a message that cannot be sent",
    socket("/", { send: z.string().transform(Number) }, () => {}),
    /wrong: send/,
  ],
  [
    "a parameter that is not in the path",
    socket("/", { params: z.object({ id: z.string() }) }, () => {}),
    /has no ":id"/,
  ],
])("what contradicts itself does not start: %s", async (_, wrong, message) => {
  await expect(createApp({ title: "A", version: "1", routes: { wrong } }).start()).rejects.toThrow(message);
});

test("two sockets of one path do not start", async () => {
  const one = socket("/a/:x", {}, () => {});
  const two = socket("/a/:y", {}, () => {});
  await expect(createApp({ title: "A", version: "1", routes: { one, two } }).start()).rejects.toThrow(
    "two and one are both sockets",
  );
});

/** Stops the server when the test is over. */
function disposable<S extends { readonly close: () => Promise<void> }>(server: S): S & AsyncDisposable {
  return { ...server, [Symbol.asyncDispose]: () => server.close() };
}
