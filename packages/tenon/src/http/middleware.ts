/**
 * Middleware stands around the operations: one onion, composed once at start-up.
 *
 * A function wraps what is inside it. Hooks say the same with less: `request` runs on the way in and may answer itself,
 * `response` on the way out; nothing is wrapped, so a dozen of them cost what one function does.
 */
import type { Exchange } from "./exchange.ts";
import type { Reply } from "./reply.ts";

/** Goes on inwards: to the next middleware, or to the operation. May answer at once, without a promise. */
export type Next = (exchange: Exchange) => Reply | Promise<Reply>;

/**
 * A middleware that wraps what is inside it.
 * @example
 * const timing: MiddlewareFunction = async (exchange, next) => {
 *   const start = performance.now();
 *   const reply = await next(exchange);
 *   return reply.set("server-timing", `app;dur=${performance.now() - start}`);
 * };
 */
export type MiddlewareFunction = (exchange: Exchange, next: Next) => Reply | Promise<Reply>;

/** A middleware that only looks at what comes in and what goes out. */
export interface MiddlewareHooks {
  /** A name for `tenon routes` and error messages. */
  readonly name: string;
  /** What whoever deploys should know of how it is set up; `tenon check --deploy` tells it. */
  readonly concerns?: readonly { readonly what: string; readonly advice: string }[];
  /** On the way in. A reply ends the way in here; what stands further out still sees it. */
  readonly request?: (exchange: Exchange) => Reply | undefined | Promise<Reply | undefined>;
  /** On the way out, error answers included. May change the reply, or return another one. */
  readonly response?: (exchange: Exchange, reply: Reply) => Reply | undefined | Promise<Reply | undefined>;
}

/** A function around the rest, or hooks before and after it. */
export type Middleware = MiddlewareFunction | MiddlewareHooks;
