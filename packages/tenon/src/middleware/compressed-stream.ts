import { isStreamBody, type ReplyBody, type StreamBody } from "../http/reply.ts";
import type { PieceEncoder } from "./content-encoders.ts";

/**
 * A streamed body, compressed piece by piece: each piece can be decoded when it arrives, nothing is pulled ahead of the
 * client, and the end or the failure of either side reaches the other.
 */
export class CompressedStream implements StreamBody {
  readonly #source: StreamBody;
  readonly #start: () => PieceEncoder;
  #encoder: PieceEncoder | undefined = undefined;

  /** @param start makes the encoder, once somebody wants the body */
  constructor(source: StreamBody | ReadableStream<Uint8Array>, start: () => PieceEncoder) {
    this.#source = isStreamBody(source) ? source : new WebStreamBody(source);
    this.#start = start;
  }

  async *chunks(): AsyncGenerator<Uint8Array, void, undefined> {
    const encoder = this.#start();
    this.#encoder = encoder;
    const text = new TextEncoder();
    const pieces = { [Symbol.asyncIterator]: () => this.#source.chunks() };
    for await (const piece of pieces) {
      const bytes = typeof piece === "string" ? text.encode(piece) : piece;
      if (bytes.byteLength > 0) yield await encoder.piece(bytes);
    }
    yield await encoder.end();
  }

  finish(reason?: unknown): void | Promise<void> {
    this.#encoder?.close();
    return this.#source.finish(reason);
  }
}

/** A web stream, pulled as a `StreamBody` is. */
class WebStreamBody implements StreamBody {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #failed = false;

  constructor(stream: ReadableStream<Uint8Array>) {
    this.#reader = stream.getReader();
  }

  async *chunks(): AsyncGenerator<Uint8Array, void, undefined> {
    for (;;) {
      const { done, value } = await this.#read();
      if (done) return;
      yield value;
    }
  }

  async #read() {
    try {
      return await this.#reader.read();
    } catch (error) {
      this.#failed = true;
      throw error;
    }
  }

  /** After the end this does nothing. A stream that failed has said so already, and would say it again. */
  finish(reason?: unknown): void | Promise<void> {
    return this.#failed ? undefined : this.#reader.cancel(reason);
  }
}

/** Whether a body comes in pieces. */
export function isStreamed(body: ReplyBody): body is StreamBody | ReadableStream<Uint8Array> {
  return isStreamBody(body) || body instanceof ReadableStream;
}
