/** Error handlers: what answers errors of a class or a status, for the whole app or for one router or operation. */
import { HttpError, RequestValidationError } from "./errors.ts";
import type { Exchange } from "./exchange.ts";
import type { Reply } from "./reply.ts";

/** Turns certain errors into an answer: a reply, or another error to answer with. */
export interface ErrorHandler {
  /** A class of errors, or a status. */
  readonly of: (abstract new (...args: never[]) => unknown) | number;
  readonly handle: (error: never, exchange: Exchange) => ErrorHandlerResult | Promise<ErrorHandlerResult>;
}

/** What an error handler may give. */
export type ErrorHandlerResult = Reply | Response | HttpError;

/**
 * Handles errors of a class (and its subclasses; the closest class wins) or the `HttpError`s of a status, which goes before their
 * class. 500 and `Error` are what nobody expected: `HttpError`s and validation errors do not come to them, and validation errors
 * come neither to `HttpError` nor to 422.
 *
 * @param of a class, or a status
 * @param handle gives a reply, or another error to answer with; what it gave back itself is answered as usual
 * @example
 * onError: [
 *   onError(QuotaExceeded, (error) => new HttpError(429, "Quota used up", { headers: { "retry-after": "60" } })),
 *   onError(404, (error, exchange) => json({ missing: exchange.path }, { status: 404 })),
 * ]
 */
export function onError(
  of: 500,
  handle: (error: unknown, exchange: Exchange) => ErrorHandlerResult | Promise<ErrorHandlerResult>,
): ErrorHandler;
export function onError(
  of: number,
  handle: (error: HttpError, exchange: Exchange) => ErrorHandlerResult | Promise<ErrorHandlerResult>,
): ErrorHandler;
export function onError<E>(
  of: abstract new (...args: never[]) => E,
  handle: (error: E, exchange: Exchange) => ErrorHandlerResult | Promise<ErrorHandlerResult>,
): ErrorHandler;
export function onError(of: ErrorHandler["of"], handle: ErrorHandler["handle"]): ErrorHandler {
  if (typeof of === "number" && !(Number.isInteger(of) && of >= 100 && of <= 599))
    throw new TypeError(`onError(${of}): no error has this status`);
  return { of, handle };
}

/** The handler of an error among those of one level: that of its status, else of its closest class. */
export function handlerOf(handlers: readonly ErrorHandler[], error: unknown): ErrorHandler | undefined {
  const status = error instanceof HttpError ? error.status : 500;
  const isRefusal = error instanceof RequestValidationError;
  const byStatus = isRefusal ? undefined : handlers.find(({ of }) => of === status);
  if (error instanceof HttpError) return (status === 500 ? undefined : byStatus) ?? byClass(handlers, error);
  return byClass(handlers, error) ?? byStatus;
}

function byClass(handlers: readonly ErrorHandler[], error: unknown): ErrorHandler | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  // Errors with an answer of their own are never what nobody expected.
  const last = error instanceof RequestValidationError ? RequestValidationError : HttpError;
  for (let type: object | null = Object.getPrototypeOf(error); type !== null; ) {
    const found = handlers.find(({ of }) => typeof of === "function" && of.prototype === type);
    if (found !== undefined || type === last.prototype) return found;
    type = Object.getPrototypeOf(type);
  }
  return undefined;
}
