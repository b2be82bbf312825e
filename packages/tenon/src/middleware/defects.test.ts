import { describe, expect, test } from "vitest";
import { compose } from "../http/compose.ts";
import { FakeExchange } from "../http/exchange.fixture.ts";
import type { Middleware, MiddlewareFunction, MiddlewareHooks, Next } from "../http/middleware.ts";
import { Reply } from "../http/reply.ts";

let calls = 0;
const operation: Next = () => {
  calls += 1;
  return new Reply(200, [], "done");
};
const onError = (_exchange: unknown, error: unknown): Reply => {
  const reply = new Reply(500, [], String((error as Error).message));
  reply.error = error;
  return reply;
};
const outer: MiddlewareHooks = {
  name: "outer",
  response: (_exchange, reply) => reply.append("x-seen", "outer"),
};

/** Runs one middleware behind another, which has to see the answer whatever happens. */
async function run(one: Middleware): Promise<Reply> {
  const reply = await compose([outer, one], operation, onError)(new FakeExchange());
  expect(reply.get("x-seen")).toBe("outer");
  return reply;
}

describe("defects name themselves", () => {
  test("next called twice", async () => {
    calls = 0;
    const twice: MiddlewareFunction = async (exchange, next) => {
      await next(exchange);
      return next(exchange);
    };
    const reply = await run(twice);
    expect(reply.body).toBe(
      'Middleware "twice" called next() twice in one exchange; keep what the first call returned',
    );
    expect(calls).toBe(1);
  });

  test("a function that returns no reply", async () => {
    const forgets = ((exchange: FakeExchange, next: Next) =>
      void next(exchange)) as unknown as MiddlewareFunction;
    const text = (() => "hello") as unknown as MiddlewareFunction;
    const later = (async () => null) as unknown as MiddlewareFunction;
    const response = (() => new Response()) as unknown as MiddlewareFunction;
    const uncalled = (() => outer) as unknown as MiddlewareFunction;
    const body = async (one: Middleware) => {
      const reply = await run(one);
      expect(reply.error).toBeInstanceOf(TypeError);
      return reply.body;
    };
    expect(await body(forgets)).toBe(
      'Middleware "forgets" must return a Reply, but returned undefined: is "return next(exchange)" missing?',
    );
    expect(await body(text)).toContain('"text" must return a Reply, but returned something of type string');
    expect(await body(later)).toContain('"later" must return a Reply, but returned null');
    expect(await body(response)).toContain("a Response: make a Reply of it");
    expect(await body(uncalled)).toContain("(cors(), not cors)");
  });

  test("a nameless function is named by its number", async () => {
    const reply = await run((() => undefined) as unknown as MiddlewareFunction);
    expect(reply.body).toContain("Middleware number 2 must return");
  });

  test("hooks that return no reply", async () => {
    const odd = (kind: string, value: unknown) =>
      ({ name: "odd", [kind]: () => value }) as unknown as Middleware;
    for (const value of [true, Promise.resolve(true)]) {
      expect((await run(odd("request", value))).body).toBe(
        'The request hook of "odd" must return a Reply or undefined, but returned something of type boolean',
      );
      expect((await run(odd("response", value))).body).toContain('The response hook of "odd"');
    }
    expect((await run(odd("request", null))).body).toContain("but returned null");
  });

  test("no middleware at all: refused at start-up", () => {
    const list = [outer, {}] as unknown as Middleware[];
    expect(() => compose(list, operation, onError)).toThrow("Middleware number 2 is neither");
  });

  test("a thenable that is no Promise is waited for", async () => {
    // biome-ignore lint/suspicious/noThenProperty: that is what is tried.
    const thenable = (value: unknown) => ({ then: (done: (value: unknown) => void) => done(value) });
    const one = (() => thenable(new Reply(299))) as unknown as MiddlewareFunction;
    expect((await run(one)).status).toBe(299);
    const two = { name: "two", request: () => thenable(undefined) } as unknown as Middleware;
    expect((await run(two)).status).toBe(200);
  });
});
