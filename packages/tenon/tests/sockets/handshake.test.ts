/** Before the upgrade a socket is an operation: whoever is refused gets an ordinary HTTP answer. */
import { once } from "node:events";
import { expect, test } from "vitest";
import { WebSocket as WsClient } from "ws";
import * as z from "zod";
import {
  clientAddress,
  dependency,
  get,
  HttpError,
  logger,
  onError,
  requestId as requestIdNeed,
  responseHeaders,
  router,
  secured,
  securityScopes,
  socket,
  stream,
  text,
} from "../../src/index.ts";
import { accessLog, cors, requestId, secureHeaders } from "../../src/middleware/index.ts";
import { oauth2PasswordBearer } from "../../src/security/index.ts";
import { Wire } from "../server/wire.ts";
import { serveRoutes } from "./open-socket.ts";

const oauth2 = oauth2PasswordBearer({ tokenUrl: "/token", scopes: { "rooms:join": "Join" } });
const user = dependency({ depends: { token: oauth2, scopes: securityScopes } }, ({ token, scopes }) => {
  if (token === "ada") return { name: "ada", scopes: scopes.text };
  if (token === "bob") {
    throw new HttpError(403, "Not enough", {
      headers: { "www-authenticate": 'Bearer error="insufficient_scope", scope="rooms:join"' },
    });
  }
  throw new HttpError(401, "Who?", { headers: { "www-authenticate": 'Bearer error="invalid_token"' } });
});
const echo = socket("/echo", { receive: z.unknown(), send: z.unknown() }, async ({ socket: it }) => {
  for await (const message of it) await it.send(message);
});

const room = socket(
  "/rooms/:room",
  {
    params: { room: z.int() },
    query: { since: z.int().default(0) },
    headers: { xClient: z.string() },
    cookies: { theme: z.string().optional() },
    depends: { user: secured(user, "rooms:join"), address: clientAddress, id: requestIdNeed, log: logger },
    send: z.unknown(),
  },
  async ({ params, query, headers, cookies, user: caller, address, id, log, socket: it }) => {
    log.info({}, "inside");
    await it.send({ params, query, headers, cookies, caller, address, named: id.length > 0 });
  },
);

test("inputs, dependencies, scopes and built-in values reach the handler, coerced and typed", async () => {
  await using it = await serveRoutes({ room });
  const peer = await it.open("/rooms/7?since=3", {
    headers: { authorization: "Bearer ada", "x-client": "test", cookie: "theme=dark" },
  });
  expect(await peer.hear()).toEqual([
    {
      params: { room: 7 },
      query: { since: 3 },
      headers: { xClient: "test" },
      cookies: { theme: "dark" },
      caller: { name: "ada", scopes: "rooms:join" },
      address: "127.0.0.1",
      named: true,
    },
  ]);
  expect(await peer.closed).toEqual({ code: 1000, reason: "" });
  expect(it.logs.some(({ message }) => message === "inside")).toBe(true);
});

test("security comes first: 401 with its challenge before any fault of an input is told", async () => {
  await using it = await serveRoutes({ room });
  const nobody = await it.refused("/rooms/x");
  expect(nobody).toMatchObject({ status: 401, body: { detail: "Not authenticated" } });
  expect(nobody.headers["www-authenticate"]).toMatch(/^Bearer/);
  const bob = await it.refused("/rooms/x", { headers: { authorization: "Bearer bob" } });
  expect(bob.status).toBe(403);
  expect(bob.headers["www-authenticate"]).toContain("insufficient_scope");
});

test("then all inputs, in one 422", async () => {
  await using it = await serveRoutes({ room });
  const refused = await it.refused("/rooms/x?since=y", { headers: { authorization: "Bearer ada" } });
  expect(refused.status).toBe(422);
  expect((refused.body as { detail: { loc: unknown }[] }).detail.map(({ loc }) => loc)).toEqual([
    ["path", "room"],
    ["query", "since"],
    ["header", "x-client"],
  ]);
});

test("then the other dependencies: their errors are answers, their teardown sees them", async () => {
  const events: string[] = [];
  const session = dependency({}, function* () {
    try {
      yield "session";
    } catch (error) {
      events.push((error as Error).message);
      throw error;
    }
  });
  const full = dependency({ depends: { session } }, () => {
    throw new HttpError(503, "Full", { headers: { "retry-after": "9" } });
  });
  const broken = dependency({ depends: { session } }, () => {
    throw new Error("surprise");
  });
  await using it = await serveRoutes({
    full: socket("/full", { depends: { session, full } }, () => {}),
    broken: socket("/broken", { depends: { session, broken } }, () => {}),
  });
  const refused = await it.refused("/full");
  expect(refused).toMatchObject({ status: 503, body: { detail: "Full" } });
  expect(refused.headers["retry-after"]).toBe("9");
  const defect = await it.refused("/broken");
  expect(defect).toMatchObject({ status: 500, body: { detail: "Internal Server Error" } });
  expect(events).toEqual(["Full", "surprise"]);
});

test("plain requests: 426 with what to upgrade to, 405 with what there is, HEAD and OPTIONS as of a GET", async () => {
  await using it = await serveRoutes({ echo });
  const plain = await fetch(`${it.server.url}/echo`);
  expect(plain.status).toBe(426);
  expect(plain.headers.get("upgrade")).toBe("websocket");
  expect(plain.headers.get("connection")).toMatch(/upgrade/i);
  expect(await plain.json()).toEqual({ detail: "This is a WebSocket" });
  const posted = await fetch(`${it.server.url}/echo`, { method: "POST" });
  expect(posted.status).toBe(405);
  expect(posted.headers.get("allow")).toBe("GET, HEAD, OPTIONS");
  expect((await fetch(`${it.server.url}/echo`, { method: "HEAD" })).status).toBe(426);
  expect((await fetch(`${it.server.url}/echo`, { method: "OPTIONS" })).status).toBe(204);
});

test("an unknown path is a 404, a slash too many a redirect, and the connection ends with the answer", async () => {
  await using it = await serveRoutes({ echo });
  const unknown = await it.refused("/nowhere");
  expect(unknown).toMatchObject({ status: 404, body: { detail: "Not Found" } });
  expect(unknown.headers.connection).toBe("close");
  expect((await it.refused("/echo/")).headers.location).toBe("/echo");
  const following = await it.open("/echo/", { followRedirects: true });
  expect(await following.say("hi").hear()).toEqual(["hi"]);
});

test("a GET and a socket may share a path; a request for another protocol is an ordinary one", async () => {
  const page = get("/echo", () => ({ page: true }));
  await using it = await serveRoutes({ echo, page });
  expect(await (await fetch(`${it.server.url}/echo`)).json()).toEqual({ page: true });
  expect(await (await it.open("/echo")).say(1).hear()).toEqual([1]);
  await using wire = await Wire.open(it.server.url);
  wire.send(["GET /echo HTTP/1.1", "Host: a", "Connection: Upgrade", "Upgrade: h2c"]);
  expect(await wire.answer()).toMatchObject({ status: 200, body: '{"page":true}' });
});

test("a handshake for what is no socket is answered as a GET, to its last byte", async () => {
  const page = "x".repeat(8_000_000);
  await using it = await serveRoutes({
    page: get("/page", () => text(page)),
    streamed: get("/streamed", () => stream([page, page])),
  });
  expect((await it.refused("/page")).body).toBe(page);
  const streamed = await it.refused("/streamed");
  expect(streamed).toMatchObject({ status: 200, headers: { connection: "close" } });
  expect((streamed.body as string).length).toBe(2 * page.length);
});

const handshake = (...lines: string[]) => [
  "GET /echo HTTP/1.1",
  "Host: a",
  "Connection: Upgrade",
  "Upgrade: websocket",
  ...lines,
];
const key = "Sec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEA==";
const version = "Sec-WebSocket-Version: 13";

test.each([
  ["no key", handshake(version), 400],
  ["a key of 15 bytes", handshake(version, "Sec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4P"), 400],
  ["a key that is no base64", handshake(version, "Sec-WebSocket-Key: !!!!!!!!!!!!!!!!!!!!!!=="), 400],
  ["two keys", handshake(version, key, key), 400],
  ["no version", handshake(key), 426],
  ["an old version", handshake(key, "Sec-WebSocket-Version: 8"), 426],
  ["a version that is no number", handshake(key, "Sec-WebSocket-Version: thirteen"), 426],
  ["a body", [...handshake(key, version), "Content-Length: 5"], 400],
  ["broken subprotocols", handshake(key, version, "Sec-WebSocket-Protocol: a b"), 400],
  ["the same subprotocol twice", handshake(key, version, "Sec-WebSocket-Protocol: a, a"), 400],
  ["no Host", handshake(key, version).filter((line) => line !== "Host: a"), 400],
])("a broken handshake is told what is wrong with it: %s", async (_, lines, status) => {
  await using it = await serveRoutes({ echo });
  await using wire = await Wire.open(it.server.url);
  wire.send(lines);
  const answer = await wire.answer();
  expect(answer.status).toBe(status);
  expect(JSON.parse(answer.body).detail).toEqual(expect.any(String));
  if (status === 426) expect(answer.header("sec-websocket-version")).toBe("13");
  await wire.closed();
});

test("HTTP/1.0 has no upgrade: the wish is passed over, and the answer says so", async () => {
  await using it = await serveRoutes({ echo });
  await using wire = await Wire.open(it.server.url);
  wire.send(handshake(key, version).map((line) => line.replace("HTTP/1.1", "HTTP/1.0")));
  expect((await wire.answer()).status).toBe(501);
});

test("an upgrade in a pipeline, while an earlier answer is not there yet, cuts the connection and nothing else", async () => {
  const gate = Promise.withResolvers<void>();
  const slow = get("/slow", async () => {
    await gate.promise;
    return {};
  });
  await using it = await serveRoutes({ echo, slow });
  await using wire = await Wire.open(it.server.url);
  wire.send([...["GET /slow HTTP/1.1", "Host: a"], "", ...handshake(key, version)]);
  await wire.closed();
  gate.resolve();
  expect(await (await it.open("/echo")).say(1).hear()).toEqual([1]);
});

test("what is sent right behind the handshake is not lost", async () => {
  await using it = await serveRoutes({ echo });
  await using wire = await Wire.open(it.server.url);
  const frame = Buffer.from([0x81, 0x83, 0, 0, 0, 0, 0x22, 0x61, 0x22]);
  wire.send(Buffer.concat([Buffer.from(`${handshake(key, version).join("\r\n")}\r\n\r\n`), frame]));
  expect((await wire.answer()).status).toBe(101);
  await wire.until(() => wire.pending.length === 5);
  expect(wire.pending.slice(2)).toBe('"a"');
});

test("middleware stands around the handshake, refused or not", async () => {
  const around = [requestId(), accessLog(), cors({ origins: ["https://app.example"] }), secureHeaders()];
  await using it = await serveRoutes(
    {
      echo: router(
        { middleware: [{ name: "mine", response: (_, reply) => void reply.set("x-mine", "yes") }] },
        { echo },
      ),
    },
    { app: { middleware: around, sockets: { origins: ["https://app.example"] } } },
  );
  const peer = await it.open("/echo", { origin: "https://app.example" });
  expect(peer.upgrade?.headers).toMatchObject({
    "access-control-allow-origin": "https://app.example",
    "x-content-type-options": "nosniff",
    "x-request-id": expect.any(String),
    "x-mine": "yes",
  });
  const refused = await it.refused("/echo", { origin: "https://evil.example" });
  expect(refused.status).toBe(403);
  expect(refused.headers).toMatchObject({
    "x-content-type-options": "nosniff",
    "x-request-id": expect.any(String),
  });
  const lines = it.logs.filter(({ message }) => message === "request");
  expect(lines.map(({ fields }) => [fields.status, fields.route, fields.operationId])).toEqual([
    [101, "/echo", "echo.echo"],
    [403, "/echo", "echo.echo"],
  ]);
});

test("headers and cookies that dependencies set go out with the handshake, and cannot break it", async () => {
  const sets = socket("/", { query: { value: z.string() }, depends: { out: responseHeaders } }, () => {});
  const early = dependency(
    { query: { value: z.string() }, depends: { out: responseHeaders } },
    ({ out, query }) => {
      out
        .cookie("seen", "1")
        .set("x-value", query.value)
        .set("sec-websocket-accept", "mine")
        .set("content-length", "5");
    },
  );
  await using it = await serveRoutes({ sets: router({ depends: { early } }, { sets }) });
  const peer = await it.open("/?value=fine");
  expect(peer.upgrade?.headers["set-cookie"]).toEqual([expect.stringContaining("seen=1")]);
  expect(peer.upgrade?.headers["x-value"]).toBe("fine");
  expect(peer.upgrade?.headers["content-length"]).toBeUndefined();
  const broken = await it.refused(`/?value=${encodeURIComponent("a\r\nx-evil: 1")}`);
  expect(broken.status).toBe(500);
  expect(broken.headers["x-evil"]).toBeUndefined();
});

test("a page of another origin is refused unless it is listed: sockets send cookies from anywhere", async () => {
  const listed = socket("/listed", { origins: ["https://app.example", "null"] }, () => {});
  const anyone = socket("/any", { origins: "any" }, () => {});
  await using it = await serveRoutes({ echo, listed, anyone });
  const { host } = new URL(it.server.url);
  const status = async (path: string, origin: string): Promise<number> => {
    const ws = new WsClient(`ws://${host}${path}`, { origin });
    ws.on("error", () => {});
    const opened = once(ws, "open").then(() => 101);
    const refused = once(ws, "unexpected-response").then(([, response]) => response.statusCode as number);
    const result = await Promise.any([opened, refused]);
    ws.terminate();
    return result;
  };
  expect(await status("/echo", `http://${host}`)).toBe(101);
  // TLS may end at a proxy.
  expect(await status("/echo", `https://${host}`)).toBe(101);
  expect(await status("/echo", "https://evil.example")).toBe(403);
  expect(await status("/echo", `http://${host}.evil.example`)).toBe(403);
  expect(await status("/echo", "http://127.0.0.1")).toBe(403);
  expect(await status("/echo", "null")).toBe(403);
  expect(await status("/echo", "nonsense")).toBe(403);
  expect(await status("/listed", "https://app.example")).toBe(101);
  expect(await status("/listed", "null")).toBe(101);
  expect(await status("/listed", "https://app.example:8443")).toBe(403);
  expect(await status("/any", "https://evil.example")).toBe(101);
});

test("a subprotocol is agreed on: the first of ours that the client offers", async () => {
  const spoken = socket(
    "/",
    { protocols: ["chat.v2", "chat.v1"], send: z.unknown() },
    async ({ socket: it }) => {
      await it.send(it.protocol ?? "none");
    },
  );
  await using it = await serveRoutes({ spoken, echo });
  const peer = await it.open("/", {}, ["chat.v1", "chat.v2"]);
  expect(peer.ws.protocol).toBe("chat.v2");
  expect(await peer.hear()).toEqual(["chat.v2"]);
  expect(await (await it.open("/")).hear()).toEqual(["none"]);
  const refused = await it.refused("/", {}, ["other"]);
  expect(refused).toMatchObject({
    status: 400,
    body: { detail: "The subprotocols spoken here are: chat.v2, chat.v1" },
  });
});

test("error handlers answer a handshake too", async () => {
  class Full extends Error {}
  const full = dependency({}, () => {
    throw new Full();
  });
  await using it = await serveRoutes({
    full: router(
      { onError: [onError(Full, () => new HttpError(429, "Later"))] },
      { full: socket("/", { depends: { full } }, () => {}) },
    ),
  });
  expect(await it.refused("/")).toMatchObject({ status: 429, body: { detail: "Later" } });
});

test("Node's own WebSocket, as browsers have it, gets through", async () => {
  await using it = await serveRoutes({ echo });
  const ws = new WebSocket(`${it.server.url.replace("http", "ws")}/echo`);
  await once(ws, "open");
  ws.send('{"a":1}');
  const [{ data }] = (await once(ws, "message")) as [MessageEvent];
  expect(data).toBe('{"a":1}');
  ws.close(1000, "done");
  const [{ code, wasClean }] = (await once(ws, "close")) as [CloseEvent];
  expect({ code, wasClean }).toEqual({ code: 1000, wasClean: true });
});
