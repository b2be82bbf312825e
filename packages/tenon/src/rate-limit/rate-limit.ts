/** Rate limits: around operations as middleware, or as a dependency of an operation that knows who calls. */
import { exchange, responseHeaders } from "../depends/built-ins.ts";
import { type Dependency, dependency } from "../depends/dependency.ts";
import type { Need } from "../depends/need.ts";
import { HttpError } from "../http/errors.ts";
import type { Exchange } from "../http/exchange.ts";
import { exchangeKey } from "../http/exchange.ts";
import type { Middleware } from "../http/middleware.ts";
import type { Reply } from "../http/reply.ts";
import { RateLimited, RateLimiter, type RateLimitHeaders, requirePolicy } from "./limiter.ts";
import { memoryStore, type RateLimitPolicy, type RateLimitStore } from "./store.ts";

/** What is counted: every request, or those that fail because of the caller (400 to 499). */
export type Counted = "all" | "failures";

/** A limit as middleware. */
export interface RateLimitOptions extends RateLimitPolicy {
  /** Who is counted; undefined is not. Default: the address at the other end of the connection (of IPv6 its /64 network). */
  readonly by?: (exchange: Exchange) => string | undefined;
  /** Default: `all`. A request that succeeds is taken back, so that a burst of failures cannot slip through uncounted. */
  readonly count?: Counted;
  /** Default: the memory of this process. */
  readonly store?: RateLimitStore;
}

/**
 * Limits how often somebody may call: 429 with `Retry-After` in the app's error shape, `RateLimit` and `RateLimit-Policy`
 * on every counted answer (draft-ietf-httpapi-ratelimit-headers-11). A store that is down takes nothing down with it: each
 * process then counts by itself, and the log says so.
 *
 * @throws {TypeError} when the policy is none
 * @example
 * createApp({ middleware: [rateLimit({ name: "address", limit: 300, window: 60 })], routes });
 */
export function rateLimit({
  by = (exchange) => exchange.remoteAddress,
  count = "all",
  store = memoryStore(),
  ...policy
}: RateLimitOptions): Middleware {
  requirePolicy(policy);
  const limiter = new RateLimiter(policy, store);
  const counted = exchangeKey<{ readonly caller: string; readonly headers: RateLimitHeaders }>("rateLimit");
  return {
    name: `rateLimit(${policy.name})`,
    request(exchange) {
      const caller = by(exchange);
      if (caller === undefined) return undefined;
      return limiter.consume(caller, exchange.log).then((headers) => {
        exchange.set(counted, { caller, headers });
        return undefined;
      });
    },
    response(exchange, reply) {
      const consumed = exchange.get(counted);
      if (consumed === undefined) return undefined;
      if (count === "failures" && !isFailure(reply)) limiter.refund(consumed.caller, exchange.log);
      for (const [name, value] of Object.entries(consumed.headers)) reply.append(name, value);
      return undefined;
    },
  };
}

/** A limit as a dependency. */
export interface RateLimitedOptions extends RateLimitPolicy {
  /** Who is counted: a dependency that gives a name for the caller; undefined is not counted. */
  readonly by: Need<string | undefined>;
  /** Default: `all`. */
  readonly count?: Counted;
  /** The store: a dependency of scope `app`; undefined turns the limit off. */
  readonly store: Need<RateLimitStore | undefined, "app">;
}

/**
 * A limit that an operation or a router declares, for whom a dependency finds out: an account, a key, an address. It is in the
 * document, as a declared 429. It counts when it is resolved, so declare it before whatever opens a transaction; taking back a
 * success waits for nothing.
 *
 * @throws {TypeError} when the policy is none
 * @example
 * const perAccount = rateLimited({ name: "account", limit: 600, window: 60, store, by: currentUserId });
 * const users = router({ prefix: "/users", depends: { perAccount } }, { ... });
 */
export function rateLimited({
  by,
  count = "all",
  store,
  ...policy
}: RateLimitedOptions): Dependency<void, "http", typeof RateLimited, never> {
  requirePolicy(policy);
  const limiters = new WeakMap<RateLimitStore, RateLimiter>();
  const limiterOf = (kept: RateLimitStore): RateLimiter => {
    const limiter = limiters.get(kept) ?? new RateLimiter(policy, kept);
    limiters.set(kept, limiter);
    return limiter;
  };
  return dependency(
    {
      name: `rateLimited(${policy.name})`,
      depends: { by, store, exchange, out: responseHeaders },
      errors: [RateLimited],
    },
    async function* ({ by: caller, store: kept, exchange, out }): AsyncGenerator<void> {
      if (caller === undefined || kept === undefined) return yield;
      const limiter = limiterOf(kept);
      const headers = await limiter.consume(caller, exchange.log);
      for (const [name, value] of Object.entries(headers)) out.append(name, value);
      try {
        yield;
      } catch (error) {
        if (count === "failures" && !isCallers(error)) limiter.refund(caller, exchange.log);
        throw error;
      }
      if (count === "failures") limiter.refund(caller, exchange.log);
    },
  ) as never;
}

function isFailure({ status }: Reply): boolean {
  return status >= 400 && status < 500;
}

function isCallers(error: unknown): boolean {
  return error instanceof HttpError && error.status < 500;
}
