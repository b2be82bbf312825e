/** A server with the framework's defaults, and requests as no client library would send them. */
import type { Routes } from "../../src/routing/router.ts";
import type { ServeOptions } from "../../src/server/server.ts";
import { type Serving, serving } from "../server/serving.ts";
import type { WireAnswer } from "../server/wire.ts";

/** Serves routes with every default as it is. */
export function attacked(routes: Routes, options: ServeOptions = {}): Promise<Serving> {
  return serving({}, { app: { routes, middleware: [] }, ...options });
}

/** Sends one request on a connection of its own, as it stands, and reads the answer. */
export async function send(
  it: Serving,
  head: readonly string[],
  body: string | Buffer = "",
): Promise<WireAnswer> {
  const wire = await it.connect();
  wire.send(head);
  if (body.length > 0) wire.send(body);
  return wire.answer(head[0]?.split(" ")[0]);
}

/** Sends JSON, or what is passed for it. */
export function sendJson(it: Serving, path: string, body: string | Buffer): Promise<WireAnswer> {
  const length = Buffer.byteLength(body);
  const head = [
    `POST ${path} HTTP/1.1`,
    "Host: test",
    "Content-Type: application/json",
    `Content-Length: ${length}`,
  ];
  return send(it, head, body);
}

/** Whether the server still serves, and no request has been a 500. */
export async function unharmed(it: Serving): Promise<boolean> {
  const answer = await send(it, ["GET /nowhere HTTP/1.1", "Host: test"]);
  return answer.status === 404 && !it.logs.some(({ level }) => level === "error");
}
