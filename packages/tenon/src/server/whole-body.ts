/** The chunks of a body on their way to one piece. */
import { HttpError } from "../http/errors.ts";
import { tooLarge } from "../http/request-body.ts";

const empty = new Uint8Array(0);

/** Gathers a body up to a limit. One chunk, the common case, is handed on without a copy. */
export class WholeBody {
  readonly #limit: number;
  readonly #resolve: (body: Uint8Array) => void;
  /** Tells whoever waits why there will be no body. */
  readonly fail: (error: HttpError) => void;
  #first: Buffer | undefined = undefined;
  #more: Buffer[] | undefined = undefined;
  #size = 0;

  /** @param limit the most bytes to accept */
  constructor(limit: number, resolve: (body: Uint8Array) => void, fail: (error: HttpError) => void) {
    this.#limit = limit;
    this.#resolve = resolve;
    this.fail = fail;
  }

  /** Takes a chunk. False when it is over the limit: that is said, and nothing more is wanted. */
  take(chunk: Buffer): boolean {
    this.#size += chunk.byteLength;
    if (this.#size > this.#limit) {
      this.fail(tooLarge(this.#limit));
      return false;
    }
    if (this.#first === undefined) this.#first = chunk;
    else if (this.#more === undefined) this.#more = [this.#first, chunk];
    else this.#more.push(chunk);
    return true;
  }

  /** Nothing follows: hands the body on. */
  end(): void {
    this.#resolve(this.#more === undefined ? (this.#first ?? empty) : Buffer.concat(this.#more, this.#size));
  }
}

/** The client left in the middle. */
export function endedEarly(cause?: unknown): HttpError {
  return new HttpError(400, "The body ended before it was complete", cause === undefined ? {} : { cause });
}
