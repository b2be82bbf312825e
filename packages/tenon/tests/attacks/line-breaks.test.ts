/** Line breaks in values that become a line: of a head, of a cookie, of an event, of the log. Encoded, or refused. */
import { expect, test } from "vitest";
import * as z from "zod";
import {
  createApp,
  events,
  file,
  get,
  HttpError,
  redirect,
  responseHeaders,
  serverSentEvent,
} from "../../src/index.ts";
import { accessLog, requestId } from "../../src/middleware/index.ts";
import { serve } from "../../src/server/server.ts";
import { serving } from "../server/serving.ts";
import { Wire } from "../server/wire.ts";

const query = { v: z.string() };
const routes = {
  header: get("/header", { query, depends: { draft: responseHeaders } }, ({ query, draft }) => {
    draft.set("x-value", query.v);
    return "fine";
  }),
  error: get("/error", { query }, ({ query }) => {
    throw new HttpError(400, "No", { headers: { "x-value": query.v } });
  }),
  cookie: get("/cookie", { query, depends: { draft: responseHeaders } }, ({ query, draft }) => {
    draft.cookie("seen", query.v);
    return "fine";
  }),
  redirect: get("/redirect", { query }, ({ query }) => redirect(query.v)),
  file: get("/file", { query }, ({ query }) =>
    file(new Uint8Array(1), { name: query.v, disposition: "attachment" }),
  ),
  events: get("/events", { query }, ({ query }) => events([serverSentEvent({ data: "x", event: query.v })])),
};

const breaks = [
  "\r\nx-injected: 1",
  "\nx-injected: 1",
  "\rx-injected: 1",
  "\r\n\r\n<script>",
  "\0",
  "\u560a\u560d",
];

test.each(Object.keys(routes))("in a value that reaches a head: %s", async (path) => {
  await using it = await serving({}, { app: { routes, middleware: [requestId()] } });
  for (const value of breaks) {
    const wire = await it.connect();
    const target = `/${path}?v=a${encodeURIComponent(value)}`;
    const answer = await wire.send([`GET ${target} HTTP/1.1`, "Host: a", "X-Request-ID: a\tb"]).answer();
    expect(answer.header("x-injected")).toBeUndefined();
    expect(answer.body).not.toContain("<script>");
    expect(answer.body).not.toMatch(/^x-injected/m);
    expect(wire.pending).toBe("");
  }
});

test("in what becomes a line of the log: one request is one line, whatever it says", async () => {
  const lines: string[] = [];
  const { default: pino } = await import("pino");
  const logger = pino({ level: "info" }, { write: (line: string) => void lines.push(line) });
  const app = createApp({ title: "t", version: "1", logger, routes, middleware: [requestId(), accessLog()] });
  const server = await serve(app, { port: 0, idleGrace: 0 });
  const wire = await Wire.open(server.url);
  wire.send([
    "GET /error%0A%7B%22level%22%3A60%7D?v=a HTTP/1.1",
    "Host: a",
    'User-Agent: x\\n{"level":60}\u001b[31m',
    "X-Request-ID: evil\\n1",
  ]);
  await wire.answer();
  wire.socket.destroy();
  await server.close();
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(line.trimEnd()).not.toMatch(/[\x00-\x1f]/);
    expect(JSON.parse(line).level).toBeLessThan(50);
  }
});
