/** Hand-written `node:http`: what somebody writes who knows what each request needs, and nothing more. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { bodyLimit, itemOf, newUser, notJson } from "./by-hand.ts";
import {
  bearer,
  createUser,
  type Fault,
  notFoundBody,
  Orders,
  openSession,
  port,
  ready,
  rows,
  unauthorizedBody,
  userOf,
} from "./domain.ts";

function send(response: ServerResponse, status: number, value: unknown): void {
  const text = JSON.stringify(value);
  response.writeHead(status, [
    "content-type",
    "application/json",
    "content-length",
    String(Buffer.byteLength(text)),
  ]);
  response.end(text);
}

function item(response: ServerResponse, idText: string, query: string): void {
  const faults: Fault[] = [];
  const answer = itemOf(idText, query, faults);
  if (faults.length > 0) send(response, 422, { detail: faults });
  else send(response, 200, answer);
}

function readBody(request: IncomingMessage, done: (body: Buffer) => void): void {
  let size = 0;
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size > bodyLimit) request.destroy();
    else chunks.push(chunk);
  });
  request.on("end", () => done(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
}

function signUp(request: IncomingMessage, response: ServerResponse): void {
  readBody(request, (bytes) => {
    let body: unknown;
    try {
      body = JSON.parse(bytes.toString("utf8"));
    } catch {
      return send(response, 422, notJson);
    }
    const faults: Fault[] = [];
    const user = newUser(body, faults);
    if (faults.length > 0) return send(response, 422, { detail: faults });
    const { id, username, email, age, newsletter } = createUser(user);
    send(response, 201, { id, username, email, age, newsletter });
  });
}

async function me(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const user = await userOf(bearer(request.headers.authorization));
  if (user === undefined) return send(response, 401, unauthorizedBody);
  const session = await openSession();
  try {
    const { id, username, orders } = new Orders(session).of(user);
    const answer = { id, username, orders: orders.map(({ id, item, quantity }) => ({ id, item, quantity })) };
    await session.commit();
    send(response, 200, answer);
  } catch (error) {
    await session.rollback();
    throw error;
  }
}

function list(response: ServerResponse): void {
  send(
    response,
    200,
    rows.map(({ id, name, description, price, currency, inStock }) => ({
      id,
      name,
      description,
      price,
      currency,
      inStock,
    })),
  );
}

const server = createServer((request, response) => {
  const { method, url = "/" } = request;
  const mark = url.indexOf("?");
  const path = mark === -1 ? url : url.slice(0, mark);
  if (method === "GET") {
    if (path === "/ping") return send(response, 200, { message: "pong" });
    if (path === "/items") return list(response);
    if (path === "/me") {
      me(request, response).catch(() => send(response, 500, { detail: "Internal Server Error" }));
      return;
    }
    if (path.startsWith("/items/"))
      return item(response, path.slice(7), mark === -1 ? "" : url.slice(mark + 1));
  } else if (method === "POST" && path === "/users") return signUp(request, response);
  send(response, 404, notFoundBody);
});
server.listen(port, "127.0.0.1", ready);
