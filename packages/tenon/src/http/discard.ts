import type { Exchange } from "./exchange.ts";
import { isStreamBody, Reply } from "./reply.ts";

/**
 * Closes the streamed body of a reply that will never be sent, so that whatever it holds open (a file, a database
 * session) is let go. Not waited for: the answer that replaces it is not about that stream.
 *
 * @param reply what was made before somebody failed; anything but a reply with a stream is left alone
 * @param reason why it is not sent
 */
export function discard(exchange: Exchange, reply: unknown, reason: unknown): void {
  if (!(reply instanceof Reply)) return;
  const { body } = reply;
  if (isStreamBody(body)) void close(exchange, () => body.finish(reason));
  else if (body instanceof ReadableStream) void close(exchange, () => body.cancel(reason));
}

async function close(exchange: Exchange, closing: () => void | Promise<void>): Promise<void> {
  try {
    await closing();
  } catch (error) {
    exchange.log.error({ err: error }, "Closing the body of a reply that was thrown away failed");
  }
}
