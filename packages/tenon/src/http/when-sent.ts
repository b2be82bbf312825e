/** Knowing when the body of a reply has been produced to its end, or given up: for whoever counts or measures. */
import { isStreamBody, type Reply, type StreamBody } from "./reply.ts";

/** Receives the bytes of a streamed body; undefined where the body is whole, or the connection was handed over. */
export type Sent = (streamedBytes: number | undefined) => void;

/** Calls back once when nothing more of a reply's body will be produced: at once, unless the body is a stream. */
export function whenSent(reply: Reply, done: Sent): void {
  const { body, status } = reply;
  if (body === null || typeof body === "string" || body instanceof Uint8Array || status === 101)
    done(undefined);
  else reply.body = isStreamBody(body) ? followed(body, done) : followedStream(body, done);
}

function followed(body: StreamBody, done: Sent): StreamBody {
  let bytes = 0;
  return {
    chunks() {
      const chunks = body.chunks();
      return {
        async next() {
          const step = await chunks.next();
          if (step.done !== true) bytes += lengthOf(step.value);
          return step;
        },
        async return() {
          return (await chunks.return?.()) ?? { done: true, value: undefined };
        },
      };
    },
    async finish(reason) {
      try {
        await body.finish(reason);
      } finally {
        done(bytes);
      }
    },
  };
}

function followedStream(body: ReadableStream<Uint8Array>, done: Sent): ReadableStream<Uint8Array> {
  let bytes = 0;
  const counter = {
    transform(chunk: Uint8Array, controller: TransformStreamDefaultController<Uint8Array>): void {
      bytes += chunk.byteLength;
      controller.enqueue(chunk);
    },
    flush: () => done(bytes),
    // Newer than the published types.
    cancel: () => done(bytes),
  };
  return body.pipeThrough(new TransformStream(counter));
}

/** Texts of a stream are short pieces, mostly ASCII: what they are counted for does not need the last byte. */
function lengthOf(chunk: string | Uint8Array): number {
  return typeof chunk === "string" ? chunk.length : chunk.byteLength;
}
