/** Reading the body of an incoming message: whole or by chunks. Neither of them ever waits for ever. */
import type { IncomingMessage } from "node:http";
import { RequestMessage } from "./request-message.ts";
import { endedEarly, WholeBody } from "./whole-body.ts";

/**
 * Reads a body whole.
 *
 * @param limit the most bytes to accept
 * @throws {HttpError} 413 over the limit, 400 when the client left before the end
 */
export function readBody(incoming: IncomingMessage, limit: number): Promise<Uint8Array> {
  if (incoming instanceof RequestMessage && incoming.isUntouched) return incoming.whole(limit);
  if (hasLeft(incoming)) return Promise.reject(endedEarly());
  return new Promise((resolve, reject) => {
    const body = new WholeBody(limit, resolve, reject);
    const take = (chunk: Buffer): void => {
      if (body.take(chunk)) return;
      incoming.off("data", take);
      incoming.pause();
    };
    incoming.on("data", take);
    incoming.once("end", () => body.end());
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
