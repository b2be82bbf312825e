/** The body of a web `Request`: not touched before somebody reads from it, and no longer than what the app reads. */
import { HttpError } from "./errors.ts";

/** The most bytes of a body where nobody says otherwise: 1 MiB. */
export const defaultBodyLimit = 1_048_576;

/** A body over its limit: 413. */
export function tooLarge(limit: number): HttpError {
  return new HttpError(413, `The body is larger than the ${limit} bytes that are read here`);
}

/**
 * A web stream of chunks.
 *
 * @param chunksOf called when the first of them is asked for
 * @param limit the most bytes; asked for with each chunk. What reads on gets a 413 to throw on
 */
export function lazyBody(
  chunksOf: () => AsyncIterable<Uint8Array>,
  limit: () => number,
): ReadableStream<Uint8Array> {
  let chunks: AsyncIterator<Uint8Array> | undefined;
  let size = 0;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        chunks ??= chunksOf()[Symbol.asyncIterator]();
        const { done, value } = await chunks.next();
        if (done === true) {
          controller.close();
          return;
        }
        size += value.byteLength;
        if (size > limit()) throw tooLarge(limit());
        controller.enqueue(value);
      },
      async cancel() {
        await chunks?.return?.(undefined);
      },
    },
    // No reading ahead: the body stays there for `exchange.body()`.
    { highWaterMark: 0 },
  );
}
