import { pino } from "pino";
import { expect, test } from "vitest";
import { compose } from "../http/compose.ts";
import { FakeExchange, type FakeExchangeOptions } from "../http/exchange.fixture.ts";
import { Reply } from "../http/reply.ts";
import { type AccessLogOptions, accessLog } from "./access-log.ts";

function logged(request: FakeExchangeOptions, status = 200, options: AccessLogOptions = {}, own = true) {
  const lines: string[] = [];
  const logger = pino({ base: null, timestamp: false }, { write: (line) => void lines.push(line) });
  const exchange = new FakeExchange(request);
  exchange.requestId = "r1";
  if (own) exchange.logger = logger;
  const inner = () => {
    exchange.route = "/users/:id";
    exchange.operationId = "users.one";
    return new Reply(status);
  };
  const all = own ? options : { ...options, logger };
  compose([accessLog(all)], inner, () => new Reply(500))(exchange);
  return lines;
}

test("one line says what was asked and what was answered", () => {
  const [line, ...more] = logged({
    path: "/users/7",
    query: "token=secret",
    headers: { "user-agent": "curl/8", authorization: "Bearer secret", cookie: "s=secret" },
    remoteAddress: "192.0.2.1",
  });
  expect(more).toEqual([]);
  expect(JSON.parse(line!)).toEqual({
    level: 30,
    requestId: "r1",
    method: "GET",
    path: "/users/7",
    route: "/users/:id",
    operationId: "users.one",
    status: 200,
    durationMs: expect.any(Number),
    clientAddress: "192.0.2.1",
    userAgent: "curl/8",
    msg: "request",
  });
  expect(line).not.toContain("secret");
});

test("5xx is an error, all else is not", () => {
  const level = (status: number) => JSON.parse(logged({}, status)[0]!).level;
  expect([200, 404, 499, 500, 503].map(level)).toEqual([30, 30, 30, 50, 50]);
});

test("what a caller sends can neither break the line nor fill the disk", () => {
  const [line] = logged({
    path: `/${"p".repeat(5000)}`,
    headers: { "user-agent": `x\r\n{"level":50}${"u".repeat(5000)}` },
  });
  expect(line?.trimEnd()).not.toMatch(/[\r\n]/);
  expect(line!.length).toBeLessThan(1700);
});

test("skip, and a logger of its own", () => {
  expect(
    logged({ path: "/health/live" }, 200, { skip: (exchange) => exchange.path === "/health/live" }),
  ).toEqual([]);
  expect(logged({}, 503, { skip: (_exchange, reply) => reply.status < 500 })).toHaveLength(1);
  expect(logged({}, 200, {}, false)).toHaveLength(1);
});

test("says who called, in which trace, and with which query, without what lets somebody in", () => {
  const lines: string[] = [];
  const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
  const query =
    "q=emma&token=t0p&code=c0de&access%5Ftoken=hidden&X-Amz-Signature=s1gn&page=2&flag&id=eyJhbGciOi.eyJzdWIi.c2ln";
  const exchange = new FakeExchange({
    path: "/users/1",
    query,
    headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-01` },
  });
  exchange.principal = { id: 7, password: "never" };
  const logger = pino({ base: null }, { write: (line) => void lines.push(line) });
  const inner = () => new Reply(200);
  compose([accessLog({ logger, query: true })], inner, () => new Reply(500))(exchange);
  expect(JSON.parse(lines[0] as string)).toMatchObject({
    user: "7",
    trace_id: traceId,
    span_id: "00f067aa0ba902b7",
    query:
      "q=emma&token=[redacted]&code=[redacted]&access%5Ftoken=[redacted]&X-Amz-Signature=[redacted]&page=2&flag&id=[redacted]",
  });
  expect(lines.join()).not.toMatch(/t0p|c0de|hidden|s1gn|never|eyJ/);
});
