import { expect, test } from "vitest";
import { compose } from "./compose.ts";
import { HttpError } from "./errors.ts";
import { FakeExchange } from "./exchange.fixture.ts";
import { type Logger, silentLogger } from "./logger.ts";
import type { Middleware, MiddlewareFunction, Next } from "./middleware.ts";
import { Reply, type StreamBody } from "./reply.ts";

const refusing: Middleware = {
  name: "refusing",
  response() {
    throw new HttpError(403, "refused");
  },
};

function run(middleware: readonly Middleware[], inner: Next) {
  return compose(middleware, inner, () => new Reply(500))(new FakeExchange());
}

function streaming(): { inner: Next; reasons: unknown[] } {
  const reasons: unknown[] = [];
  const body: StreamBody = {
    async *chunks() {},
    finish: (reason) => void reasons.push(reason),
  };
  return { inner: () => new Reply(200, [], body), reasons };
}

test("when a response hook fails", () => {
  const { inner, reasons } = streaming();
  run([refusing], inner);
  expect(reasons).toEqual([expect.objectContaining({ status: 403 })]);
});

test("when a function fails after next, even one that did not wait", async () => {
  const impatient: MiddlewareFunction = (exchange, next) => {
    void next(exchange);
    throw new Error("impatient");
  };
  const now = streaming();
  run([impatient], now.inner);
  expect(now.reasons).toHaveLength(1);
  const { inner, reasons } = streaming();
  await run([impatient], async (exchange) => inner(exchange));
  await Promise.resolve();
  expect(reasons).toHaveLength(1);
});

test("a web stream is cancelled, and a failure to do so is logged", async () => {
  const lines: string[] = [];
  const logger: Logger = {
    ...silentLogger,
    error: (_f, message) => void lines.push(message ?? ""),
    child: () => logger,
  };
  const cancelled: unknown[] = [];
  const body = new ReadableStream<Uint8Array>({
    cancel(reason) {
      cancelled.push(reason);
      throw new Error("cancel failed");
    },
  });
  const exchange = new FakeExchange();
  exchange.logger = logger;
  compose(
    [refusing],
    () => new Reply(200, [], body),
    () => new Reply(500),
  )(exchange);
  await new Promise((resolve) => setImmediate(resolve));
  expect(cancelled).toHaveLength(1);
  expect(lines).toEqual(["Closing the body of a reply that was thrown away failed"]);
});

test("it stays open when nobody fails", () => {
  const { inner, reasons } = streaming();
  run([{ name: "a", response: () => undefined }, (exchange, next) => next(exchange)], inner);
  expect(reasons).toEqual([]);
});
