import { describe, expect, test } from "vitest";
import { compose } from "./compose.ts";
import { HttpError } from "./errors.ts";
import { FakeExchange } from "./exchange.fixture.ts";
import type { Middleware, MiddlewareFunction, MiddlewareHooks, Next } from "./middleware.ts";
import { Reply } from "./reply.ts";

let trail: string[] = [];

const onError = (_exchange: unknown, error: unknown): Reply => {
  const reply = new Reply(
    error instanceof HttpError ? error.status : 500,
    [],
    String((error as Error).message),
  );
  reply.error = error;
  return reply;
};

const operation: Next = () => {
  trail.push("operation");
  return new Reply(200, [], "done");
};

/** How the middleware of a test does what it does: in the same tick, or later. */
const ways = { sync: <T>(value: T): T => value, async: <T>(value: T): Promise<T> => Promise.resolve(value) };
type Way = <T>(value: T) => T | Promise<T>;

function hook(name: string, way: Way = ways.sync): MiddlewareHooks {
  return {
    name,
    request: () => {
      trail.push(`${name} in`);
      return way(undefined);
    },
    response: (_exchange, reply) => {
      trail.push(`${name} out`);
      reply.append("x-seen", name);
      return way(undefined);
    },
  };
}

function wrap(name: string, way: Way = ways.sync): MiddlewareFunction {
  const out = (reply: Reply): Reply => {
    trail.push(`${name} out`);
    return reply.append("x-seen", name);
  };
  const fn: MiddlewareFunction = (exchange, next) => {
    trail.push(`${name} in`);
    const reply: Reply | Promise<Reply> = way(next(exchange) as Reply);
    return reply instanceof Promise ? reply.then(out) : out(reply);
  };
  return Object.defineProperty(fn, "name", { value: name });
}

function run(middleware: readonly Middleware[], inner: Next = operation): Reply | Promise<Reply> {
  trail = [];
  return compose(middleware, inner, onError)(new FakeExchange());
}

const seen = (reply: Reply): string[] => reply.headers.filter((_, i) => i % 2 === 1);

describe("order", () => {
  for (const [name, way] of Object.entries(ways)) {
    test(`${name}: request hooks outside in, response hooks inside out, functions among them`, async () => {
      const reply = await run([
        hook("a", way),
        hook("b", way),
        wrap("c", way),
        hook("d", way),
        wrap("e", way),
      ]);
      expect(trail).toEqual([
        "a in",
        "b in",
        "c in",
        "d in",
        "e in",
        "operation",
        "e out",
        "d out",
        "c out",
        "b out",
        "a out",
      ]);
      expect(seen(reply)).toEqual(["e", "d", "c", "b", "a"]);
      expect(reply.body).toBe("done");
    });
  }

  test("nothing but middleware that is synchronous: no promise", () => {
    expect(run([hook("a"), wrap("b"), hook("c")])).toBeInstanceOf(Reply);
    expect(run([hook("a"), { name: "stop", request: () => new Reply(204) }])).toBeInstanceOf(Reply);
    expect(run([hook("a"), throwing("request")])).toBeInstanceOf(Reply);
    expect(run([hook("a")], fail)).toBeInstanceOf(Reply);
  });

  test("an operation that is asynchronous passes through all of it", async () => {
    const later: Next = async () => new Reply(201);
    const promise = run([hook("a"), wrap("b"), hook("c")], later);
    expect(promise).toBeInstanceOf(Promise);
    expect(seen(await promise)).toEqual(["c", "b", "a"]);
  });

  test("without middleware it is the operation, guarded", () => {
    expect((run([]) as Reply).body).toBe("done");
    expect((run([], fail) as Reply).body).toBe("operation failed");
  });

  test("the exchange a function passes on is the one that those further in see", () => {
    const other = new FakeExchange({ path: "/other" });
    const reply = run([(_exchange, next) => next(other)], (exchange) => new Reply(200, [], exchange.path));
    expect((reply as Reply).body).toBe("/other");
  });

  test("a hook is called on its own object", () => {
    class Counter {
      readonly name = "counter";
      count = 0;
      request(): undefined {
        this.count += 1;
      }
    }
    const counter = new Counter();
    run([counter]);
    expect(counter.count).toBe(1);
  });

  test("one composition serves many exchanges, side by side", async () => {
    const handle = compose([wrap("a", ways.async), hook("b", ways.async)], operation, onError);
    const replies = await Promise.all(Array.from({ length: 20 }, () => handle(new FakeExchange())));
    for (const reply of replies) expect(seen(reply)).toEqual(["b", "a"]);
  });
});

const fail: Next = () => {
  throw new Error("operation failed");
};

function throwing(kind: "request" | "response", way: "sync" | "async" = "sync"): MiddlewareHooks {
  const it = () => {
    trail.push("throws");
    const error = new HttpError(403, "refused");
    if (way === "async") return Promise.reject(error);
    throw error;
  };
  return { name: "throwing", [kind]: it, ...(kind === "request" && { response: hook("own").response }) };
}

describe("short-circuit", () => {
  for (const [name, way] of Object.entries(ways)) {
    test(`${name}: response hooks further out see it, its own and those further in do not`, async () => {
      const stop: MiddlewareHooks = { ...hook("stop"), request: () => way(new Reply(503)) };
      const reply = await run([hook("a", way), wrap("b", way), hook("c", way), stop, hook("d", way)]);
      expect(reply.status).toBe(503);
      expect(trail).toEqual(["a in", "b in", "c in", "c out", "b out", "a out"]);
    });

    test(`${name}: a function that does not call next`, async () => {
      const reply = await run([hook("a", way), () => way(new Reply(503)), hook("b", way)]);
      expect(reply.status).toBe(503);
      expect(trail).toEqual(["a in", "a out"]);
    });

    test(`${name}: a response hook may return another reply`, async () => {
      const swap: MiddlewareHooks = { name: "swap", response: () => way(new Reply(299)) };
      const reply = await run([hook("a", way), swap, hook("b", way)]);
      expect(reply.status).toBe(299);
      expect(seen(reply)).toEqual(["a"]);
    });
  }
});

describe("errors become replies at their level", () => {
  test("of the operation: everything sees the answer, and next does not throw", async () => {
    for (const inner of [fail, async () => fail(new FakeExchange())] satisfies Next[]) {
      const reply = await run([hook("a"), wrap("b"), hook("c")], inner);
      expect(reply.body).toBe("operation failed");
      expect(reply.error).toBeInstanceOf(Error);
      expect(seen(reply)).toEqual(["c", "b", "a"]);
    }
  });

  for (const way of ["sync", "async"] as const) {
    test(`${way}: of a request hook: those further out see it`, async () => {
      const reply = await run([hook("a"), wrap("b"), hook("c"), throwing("request", way), hook("d")]);
      expect(reply.status).toBe(403);
      expect(trail).toEqual(["a in", "b in", "c in", "throws", "c out", "b out", "a out"]);
    });

    test(`${way}: of a response hook: it replaces the reply for those further out`, async () => {
      const reply = await run([hook("a"), throwing("response", way), hook("b")]);
      expect(reply.status).toBe(403);
      expect(seen(reply)).toEqual(["a"]);
      expect(trail).toEqual(["a in", "b in", "operation", "b out", "throws", "a out"]);
    });

    test(`${way}: of a function, before and after next`, async () => {
      const refusal = () => {
        const error = new HttpError(418, "no");
        if (way === "async") return Promise.reject<Reply>(error);
        throw error;
      };
      const before = await run([hook("a"), refusal, hook("b")]);
      expect([before.status, seen(before)]).toEqual([418, ["a"]]);
      const after: MiddlewareFunction = (exchange, next) => {
        void next(exchange);
        return refusal();
      };
      const later = await run([hook("a"), after, hook("b")]);
      expect([later.status, seen(later)]).toEqual([418, ["a"]]);
    });
  }

  test("onError may be asynchronous", async () => {
    const handle = compose([hook("a")], fail, async (exchange, error) => onError(exchange, error));
    expect(seen(await handle(new FakeExchange()))).toEqual(["a"]);
  });

  test("what onError throws leaves the onion", async () => {
    const broken = () => {
      throw new Error("onError failed");
    };
    expect(() => compose([hook("a")], fail, broken)(new FakeExchange())).toThrow("onError failed");
    const later = compose([hook("a")], async () => fail(new FakeExchange()), broken)(new FakeExchange());
    await expect(later).rejects.toThrow("onError failed");
  });
});
