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
