/** Hand-written `Bun.serve`: what somebody writes who knows what each request needs, and nothing more. */
import { bodyLimit, itemOf, newUser, notJson } from "../by-hand.ts";
import { createUser, type Fault, notFoundBody } from "../domain.ts";
import { serveOnBun } from "./serve.ts";

function item(idText: string, query: string): Response {
  const faults: Fault[] = [];
  const answer = itemOf(idText, query, faults);
  return faults.length > 0 ? Response.json({ detail: faults }, { status: 422 }) : Response.json(answer);
}

async function signUp(request: Request): Promise<Response> {
  if (Number(request.headers.get("content-length")) > bodyLimit) return new Response(null, { status: 413 });
  let body: unknown;
  try {
    body = await request.json();
  } catch {
    return Response.json(notJson, { status: 422 });
  }
  const faults: Fault[] = [];
  const user = newUser(body, faults);
  if (faults.length > 0) return Response.json({ detail: faults }, { status: 422 });
  const { id, username, email, age, newsletter } = createUser(user);
  return Response.json({ id, username, email, age, newsletter }, { status: 201 });
}

serveOnBun((request) => {
  const { method, url } = request;
  const start = url.indexOf("/", "http://".length);
  const mark = url.indexOf("?", start);
  const path = mark === -1 ? url.slice(start) : url.slice(start, mark);
  if (method === "GET") {
    if (path === "/ping") return Response.json({ message: "pong" });
    if (path.startsWith("/items/")) return item(path.slice(7), mark === -1 ? "" : url.slice(mark + 1));
  } else if (method === "POST" && path === "/users") return signUp(request);
  return Response.json(notFoundBody, { status: 404 });
});
