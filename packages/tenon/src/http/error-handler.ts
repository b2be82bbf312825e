/** Error handlers: what answers errors of a class, for the whole app or for one router or operation. */
import type { HttpError } from "./errors.ts";
import type { Exchange } from "./exchange.ts";
import type { Reply } from "./reply.ts";

/** Turns errors of one class into an answer: a reply, or another error to answer with. */
export interface ErrorHandler {
  readonly type: abstract new (...args: never[]) => unknown;
  readonly handle: (error: never, exchange: Exchange) => ErrorHandlerResult | Promise<ErrorHandlerResult>;
}

/** What an error handler may give. */
export type ErrorHandlerResult = Reply | Response | HttpError;

/**
 * Handles errors of a class (and its subclasses; the closest class wins).
 * @example
 * errors: [onError(QuotaExceeded, (error) => new HttpError(429, "Quota used up", { headers: { "retry-after": "60" } }))]
 */
export function onError<E>(
  type: abstract new (...args: never[]) => E,
  handle: (error: E, exchange: Exchange) => ErrorHandlerResult | Promise<ErrorHandlerResult>,
): ErrorHandler {
  return { type, handle } as ErrorHandler;
}
