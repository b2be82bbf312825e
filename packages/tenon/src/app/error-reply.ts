/**
 * Every error becomes a reply in one place: handlers by status and class first, then the app's error shape. What nobody expected is
 * logged whole and answered with a plain 500.
 */
import { wireError } from "../http/declared-data.ts";
import { type ErrorHandler, type ErrorHandlerResult, handlerOf } from "../http/error-handler.ts";
import type { ErrorShape } from "../http/error-shape.ts";
import { categoryOf, HttpError } from "../http/errors.ts";
import type { Exchange } from "../http/exchange.ts";
import { silentLogger } from "../http/logger.ts";
import { refusalOf } from "../http/refusal-cause.ts";
import { Reply, responseReply } from "../http/reply.ts";
import { writeError } from "./write-error.ts";

/** Answers errors for one app, or for one operation of it. */
export class ErrorReplies {
  readonly #handlers: readonly (readonly ErrorHandler[])[];
  readonly #shape: ErrorShape;

  /** @param handlers innermost first: the operation's, its routers', the app's */
  constructor(handlers: readonly (readonly ErrorHandler[])[], shape: ErrorShape) {
    this.#handlers = handlers.filter((level) => level.length > 0);
    this.#shape = shape;
  }

  /** The same, with handlers further in. */
  within(handlers: readonly (readonly ErrorHandler[])[]): ErrorReplies {
    return new ErrorReplies([...handlers, ...this.#handlers], this.#shape);
  }

  /** The reply to an error; never throws. Each error is logged here, once. */
  reply(exchange: Exchange, error: unknown): Reply | Promise<Reply> {
    const handler = this.#handlerOf(error);
    if (handler === undefined) return this.#plain(exchange, error);
    return this.#handled(exchange, error, handler);
  }

  async #handled(exchange: Exchange, error: unknown, handler: ErrorHandler): Promise<Reply> {
    let result: ErrorHandlerResult;
    try {
      result = await handler.handle(error as never, exchange);
    } catch (thrown) {
      return this.#plain(exchange, thrown);
    }
    if (result instanceof HttpError) return this.#plain(exchange, result);
    const reply = result instanceof Reply ? result : responseReply(result);
    logError(exchange, error, reply.status);
    reply.error = error;
    return reply;
  }

  #plain(exchange: Exchange, error: unknown): Reply | Promise<Reply> {
    if (!(error instanceof HttpError)) return this.#defect(exchange, error);
    let wire: HttpError | Promise<HttpError>;
    try {
      wire = wireError(error);
    } catch (unfit) {
      return this.#defect(exchange, unfit);
    }
    if (!(wire instanceof Promise)) return this.#answer(exchange, error, wire);
    return wire.then(
      (later) => this.#answer(exchange, error, later),
      (unfit: unknown) => this.#defect(exchange, unfit),
    );
  }

  #defect(exchange: Exchange, error: unknown): Reply {
    return this.#answer(exchange, error, new HttpError(500, undefined, { cause: error }));
  }

  #answer(exchange: Exchange, error: unknown, answer: HttpError): Reply {
    const reply = writeError(this.#shape, answer, exchange, () => exchange.log);
    const { status } = reply;
    logError(exchange, error, status);
    // Whoever reports what nobody expected can say which entry of the log it is.
    if (!(error instanceof HttpError)) reply.set("x-request-id", exchange.requestId);
    reply.error = error;
    return reply;
  }

  /** The innermost handler. */
  #handlerOf(error: unknown): ErrorHandler | undefined {
    for (const level of this.#handlers) {
      const found = handlerOf(level, error);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

/** The caller's own mistakes are worth a line for whoever looks for it; a defect is worth everything known. */
function logError(exchange: Exchange, error: unknown, status: number): void {
  const category = status >= 500 && !(error instanceof HttpError) ? "defect" : categoryOf(error);
  // Nobody will read it.
  if (exchange.logger === silentLogger) return;
  // Said once by whoever refuses: a line for each would be load of its own.
  const refusal = refusalOf(error);
  if (refusal?.by === "load" || refusal?.by === "timeout") return;
  // Not `exchange.log`: a child logger for one line costs more than the line.
  const { requestId, method, path, route, logger } = exchange;
  const fields = { requestId, category, status, method, path, route };
  if (status >= 500) {
    logger.error(
      { ...fields, err: error },
      category === "defect" ? "Unexpected error" : "A dependency failed",
    );
  } else {
    const cause =
      error instanceof Error && error.cause !== undefined ? { cause: messageOf(error.cause) } : {};
    logger.info({ ...fields, error: messageOf(error), ...cause }, "Request refused");
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
