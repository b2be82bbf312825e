import type { ErrorShape } from "../http/error-shape.ts";
import { type HttpError, RequestValidationError } from "../http/errors.ts";
import type { Exchange } from "../http/exchange.ts";
import type { Logger } from "../http/logger.ts";
import { reasonPhrase } from "../http/reason-phrase.ts";
import { isBodiless, jsonReply, Reply } from "../http/reply.ts";

/** The reply to an error in an app's shape. Never throws: a shape that fails is logged, and the default one stands in. */
export function writeError(
  shape: ErrorShape,
  error: HttpError,
  exchange: Exchange,
  log: () => Logger,
): Reply {
  let reply: Reply;
  try {
    reply = isBodiless(error.status) ? new Reply(error.status) : written(shape, error, exchange);
  } catch (failure) {
    log().error({ err: failure }, "The app's error shape failed");
    reply = jsonReply(error.status, JSON.stringify({ detail: reasonPhrase(error.status) }));
  }
  for (const [name, value] of Object.entries(error.headers)) reply.set(name.toLowerCase(), value);
  reply.error = error;
  return reply;
}

function written(shape: ErrorShape, error: HttpError, exchange: Exchange): Reply {
  const isValidation = error instanceof RequestValidationError;
  const status = isValidation ? shape.validation.status : error.status;
  const body = isValidation ? shape.validation.body(error, exchange) : shape.body(error, exchange);
  return new Reply(status, ["content-type", shape.mediaType], JSON.stringify(body) ?? null);
}
