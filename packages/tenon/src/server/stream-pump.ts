/** Sends a body that is produced while it is sent: chunk by chunk, at the pace of the client, who may leave at any time. */
import type { ServerResponse } from "node:http";
import { ClientGoneError } from "../http/client-gone.ts";
import type { Exchange } from "../http/exchange.ts";
import { isStreamBody, type StreamBody } from "../http/reply.ts";

/** Whose stream it is: a logger that names the request is made only when there is something to say. */
type Logging = Pick<Exchange, "log">;

/** A producer, whatever kind of stream the reply carries. */
export function producerOf(body: StreamBody | ReadableStream<Uint8Array>): StreamBody {
  return isStreamBody(body) ? body : webProducer(body);
}

/**
 * Sends a stream to its end and finishes it; a stream that breaks off destroys the connection, because that is the only
 * way to tell the client that what it has is not the whole. Never rejects.
 */
export async function pump(stream: StreamBody, outgoing: ServerResponse, exchange: Logging): Promise<void> {
  let chunks: AsyncIterator<string | Uint8Array> | undefined;
  try {
    chunks = stream.chunks();
    await sendAll(chunks, outgoing);
  } catch (thrown) {
    const error = thrown ?? new Error("The stream threw nothing but undefined");
    if (!(error instanceof ClientGoneError))
      exchange.log.error({ err: error }, "A stream broke off half-way");
    breakOff(outgoing, error);
    // Not awaited: a producer that is waiting for something may take its time to notice.
    void end(chunks, exchange);
    return finishStream(stream, error, exchange);
  }
  await finishStream(stream, undefined, exchange);
  try {
    outgoing.end();
  } catch (error) {
    exchange.log.error({ err: error }, "A stream was shorter than its content-length");
    outgoing.destroy();
  }
}

/**
 * Ends the connection without ending the answer. What was written before arrives first, where the framing tells the client all
 * the same that it has not got the whole; an answer that ends with its connection has no other sign than a broken one.
 */
function breakOff(outgoing: ServerResponse, error: unknown): void {
  const { socket, req } = outgoing;
  // In HTTP/1.1 every stream has a length or comes in chunks.
  const isFramed = req.httpVersion !== "1.0";
  if (socket === null || error instanceof ClientGoneError) outgoing.destroy();
  else if (isFramed) socket.destroySoon();
  else socket.resetAndDestroy();
}

/** Tells a stream that nothing more will be pulled. Never rejects. */
export async function finishStream(stream: StreamBody, reason: unknown, exchange: Logging): Promise<void> {
  try {
    await stream.finish(reason);
  } catch (error) {
    if (error !== reason) exchange.log.error({ err: error }, "A stream failed to close");
  }
}

async function sendAll(chunks: AsyncIterator<string | Uint8Array>, outgoing: ServerResponse): Promise<void> {
  let leave: ((reason: ClientGoneError) => void) | undefined;
  outgoing.once("close", () => leave?.(new ClientGoneError()));
  // Not Promise.race: against one promise for the whole stream, it would keep every chunk's outcome until the end.
  const unlessGone = <T>(
    work: (resolve: (value: T) => void, reject: (reason: unknown) => void) => void,
  ): Promise<T> =>
    new Promise((resolve, reject) => {
      leave = reject;
      if (outgoing.destroyed) reject(new ClientGoneError());
      else work(resolve, reject);
    });
  const next = () =>
    unlessGone<IteratorResult<string | Uint8Array>>((resolve, reject) => chunks.next().then(resolve, reject));
  const drained = () => unlessGone<void>((resolve) => outgoing.once("drain", resolve));
  for (let step = await next(); step.done !== true; step = await next()) {
    if (!outgoing.write(step.value)) await drained();
  }
}

async function end(chunks: AsyncIterator<string | Uint8Array> | undefined, exchange: Logging): Promise<void> {
  try {
    await chunks?.return?.();
  } catch (error) {
    exchange.log.error({ err: error }, "A stream failed to end");
  }
}

function webProducer(body: ReadableStream<Uint8Array>): StreamBody {
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  return {
    chunks() {
      const reading = body.getReader();
      reader = reading;
      return { next: () => reading.read() as Promise<IteratorResult<Uint8Array>> };
    },
    finish(reason) {
      if (reader === undefined) return body.cancel(reason);
      return reason === undefined ? undefined : reader.cancel(reason);
    },
  };
}
