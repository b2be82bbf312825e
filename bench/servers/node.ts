/** Hand-written `node:http`: what somebody writes who knows what each request needs, and nothing more. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import {
  bearer,
  createUser,
  type Fault,
  type NewUser,
  notFoundBody,
  Orders,
  openSession,
  port,
  ready,
  rows,
  unauthorizedBody,
  usernamePattern,
  userOf,
} from "./domain.ts";

const bodyLimit = 1_048_576;

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

const fault = (loc: readonly string[], msg: string, type: string): Fault => ({ loc, msg, type });

function item(response: ServerResponse, idText: string, query: string): void {
  const faults: Fault[] = [];
  if (!/^[+-]?\d+$/.test(idText)) faults.push(fault(["path", "id"], "Not an integer", "int_parsing"));
  const search = new URLSearchParams(query);
  const limitText = search.get("limit") ?? "10";
  const limit = Number(limitText);
  if (!/^[+-]?\d+$/.test(limitText)) faults.push(fault(["query", "limit"], "Not an integer", "int_parsing"));
  else if (limit < 1 || limit > 100) faults.push(fault(["query", "limit"], "1 to 100", "less_than_equal"));
  const q = search.get("q");
  if (q !== null && q.length > 50) faults.push(fault(["query", "q"], "At most 50", "string_too_long"));
  if (faults.length > 0) send(response, 422, { detail: faults });
  else send(response, 200, { id: Number(idText), limit, q: q ?? undefined });
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

const emailPattern = /^[a-z0-9._%+-]+@[a-z0-9.-]+\.[a-z]{2,}$/i;

function newUser(body: unknown, faults: Fault[]): NewUser {
  const {
    username,
    email,
    age,
    password,
    newsletter = false,
  } = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
  if (
    typeof username !== "string" ||
    username.length < 3 ||
    username.length > 32 ||
    !usernamePattern.test(username)
  )
    faults.push(fault(["body", "username"], "3 to 32 of a-z, 0-9 and _", "string_too_short"));
  if (typeof email !== "string" || !emailPattern.test(email))
    faults.push(fault(["body", "email"], "Not an email address", "value_error"));
  if (typeof age !== "number" || !Number.isInteger(age) || age < 18 || age > 150)
    faults.push(fault(["body", "age"], "18 to 150", "greater_than_equal"));
  if (typeof password !== "string" || password.length < 15)
    faults.push(fault(["body", "password"], "At least 15 characters", "string_too_short"));
  if (typeof newsletter !== "boolean")
    faults.push(fault(["body", "newsletter"], "true or false", "bool_type"));
  return { username, email, age, password, newsletter } as NewUser;
}

function signUp(request: IncomingMessage, response: ServerResponse): void {
  readBody(request, (bytes) => {
    let body: unknown;
    try {
      body = JSON.parse(bytes.toString("utf8"));
    } catch {
      return send(response, 422, { detail: [fault(["body"], "Not JSON", "json_invalid")] });
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
