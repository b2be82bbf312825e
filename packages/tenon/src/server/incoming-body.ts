/** Reading the body of an incoming message: whole or by chunks. Neither of them ever waits for ever. */
import type { IncomingMessage } from "node:http";
import { HttpError } from "../http/errors.ts";
import { tooLarge } from "../http/request-body.ts";

const empty = new Uint8Array(0);

/**
 * Reads a body whole. One chunk, the common case, is handed on without a copy.
 *
 * @param limit the most bytes to accept
 * @throws {HttpError} 413 over the limit, 400 when the client left before the end
 */
export function readBody(incoming: IncomingMessage, limit: number): Promise<Uint8Array> {
  if (hasLeft(incoming)) return Promise.reject(endedEarly());
  return new Promise((resolve, reject) => {
    let first: Buffer | undefined;
    let more: Buffer[] | undefined;
    let size = 0;
    const take = (chunk: Buffer): void => {
      size += chunk.byteLength;
      if (size > limit) {
        incoming.off("data", take);
        incoming.pause();
        reject(tooLarge(limit));
      } else if (first === undefined) first = chunk;
      else {
        more ??= [first];
        more.push(chunk);
      }
    };
    incoming.on("data", take);
    incoming.once("end", () => resolve(more === undefined ? (first ?? empty) : Buffer.concat(more, size)));
    incoming.once("error", (cause) => reject(endedEarly(cause)));
    incoming.once("close", () => {
      if (!incoming.complete) reject(endedEarly());
    });
  });
}

/**
 * The body as chunks. Whoever stops early leaves the connection alone, so that an answer can still be sent on it.
 * @throws {HttpError} 400 when the client left before the end
 */
export async function* readChunks(incoming: IncomingMessage): AsyncGenerator<Uint8Array> {
  if (hasLeft(incoming)) throw endedEarly();
  try {
    yield* incoming.iterator({ destroyOnReturn: false });
  } catch (cause) {
    throw endedEarly(cause);
  }
}

/** No event will come any more. */
function hasLeft(incoming: IncomingMessage): boolean {
  return incoming.destroyed && !incoming.readableEnded;
}

function endedEarly(cause?: unknown): HttpError {
  return new HttpError(400, "The body ended before it was complete", cause === undefined ? {} : { cause });
}
