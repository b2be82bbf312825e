/**
 * Node's incoming message, whose body can be had whole without going through its stream. Most bodies are one chunk that
 * arrives with the head; listeners, the switch to flowing mode and their ticks would cost more than the rest of reading it.
 */
import { IncomingMessage } from "node:http";
import { endedEarly, WholeBody } from "./whole-body.ts";

/** What a server of ours makes of each request (`createServer({ IncomingMessage: RequestMessage })`). */
export class RequestMessage extends IncomingMessage {
  #body: WholeBody | undefined = undefined;

  /** Whether nothing of the body has reached the stream yet, so that `whole` will see all of it. */
  get isUntouched(): boolean {
    return !this.complete && !this.destroyed && this.readableLength === 0 && this.readableFlowing === null;
  }

  /**
   * The whole body, for an untouched message.
   *
   * @param limit the most bytes to accept
   * @throws {HttpError} 413 over the limit, 400 when the client left before the end
   */
  whole(limit: number): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      this.#body = new WholeBody(limit, resolve, reject);
    });
  }

  /** Called by the parser for each chunk, and with `null` for the end. False stops the reading from the connection. */
  override push(chunk: Buffer | null, encoding?: BufferEncoding): boolean {
    const body = this.#body;
    if (body === undefined) return super.push(chunk, encoding);
    if (chunk !== null && body.take(chunk)) return true;
    this.#body = undefined;
    if (chunk !== null) return false;
    body.end();
    return super.push(null);
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#body?.fail(endedEarly(error ?? undefined));
    this.#body = undefined;
    super._destroy(error, callback);
  }
}
