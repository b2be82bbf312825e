/**
 * A socket as its handler sees it: messages in, messages out, and an end. What came before the client's closing is still read;
 * what is sent waits for a client that reads slowly, and cuts it off where it reads far too slowly.
 */
import type { Fault } from "../contract/fault.ts";
import { ClientGoneError } from "../http/client-gone.ts";
import { isThenable } from "../http/thenable.ts";
import { type Closing, checkClosing, defect, done, goingAway } from "./close-reason.ts";
import { FrameQueue } from "./frame-queue.ts";
import type { DecodeMessage, EncodeMessage, Frame } from "./message-format.ts";
import { InvalidMessageError, SocketClosedError } from "./socket-error.ts";
import type { SocketTransport, TransportEnd } from "./transport.ts";

/** How a socket ended. 1006 stands for a client that went without a word. */
export interface SocketEnd extends Closing {
  readonly by: "client" | "server";
}

/** What a socket is made from. */
export interface SocketParts {
  readonly transport: SocketTransport;
  readonly protocol: string | undefined;
  readonly decode: DecodeMessage;
  readonly encode: EncodeMessage;
  readonly onInvalid: ((faults: readonly Fault[]) => unknown) | undefined;
  readonly messageLimit: number;
  readonly bufferLimit: number;
  readonly closeTimeout: number;
}

const sent = Promise.resolve();
const nothing = (): void => {};

/**
 * One end of a WebSocket, for the handler of a `socket()`.
 * @example
 * for await (const message of socket) await socket.send({ echo: message.text });
 */
export class Socket<Received = unknown, Sent = unknown> implements AsyncIterable<Received> {
  /** The subprotocol agreed on; undefined where there is none. */
  readonly protocol: string | undefined;
  readonly #parts: SocketParts;
  readonly #transport: SocketTransport;
  readonly #queue: FrameQueue;
  readonly #closed = Promise.withResolvers<void>();
  readonly #overdue = Promise.withResolvers<never>();
  #controller: AbortController | undefined = undefined;
  #reading: Promise<unknown> = sent;
  /** The last message whose schema is asynchronous; the next one waits for it. */
  #encoding: Promise<void> | undefined = undefined;
  #end: SocketEnd | undefined = undefined;
  #lost: ClientGoneError | undefined = undefined;
  #failure: { readonly error: unknown } | undefined = undefined;
  #timer: ReturnType<typeof setTimeout> | undefined = undefined;

  constructor(parts: SocketParts) {
    const { transport } = parts;
    this.protocol = parts.protocol;
    this.#parts = parts;
    this.#transport = transport;
    this.#queue = new FrameQueue(transport, parts.messageLimit);
    this.#overdue.promise.catch(nothing);
    transport.listen({
      message: (frame) => {
        if (this.#end === undefined) this.#queue.push(frame);
      },
      closed: (end) => this.#transportClosed(end),
    });
  }

  /** How it ended; undefined while it is open. */
  get end(): SocketEnd | undefined {
    return this.#end;
  }

  /** Aborted when the socket ends, whoever ended it: with a `ClientGoneError`, or a `SocketClosedError`. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#end !== undefined) this.#controller.abort(this.#endError());
    }
    return this.#controller.signal;
  }

  /**
   * Sends a message, checked and filtered by `send`. Await it to keep the pace of the client; a call that nobody awaits is
   * safe, and counts against `bufferLimit`.
   * @throws {ClientGoneError} when the client has closed or is gone
   * @throws {SocketClosedError} after `close()`, and when the server stops
   * @throws {ResponseContractError} when the message breaks its own contract; the socket then ends with 1011
   */
  send(message: Sent): Promise<void> {
    const sending = this.#send(message);
    // A failure that is not looked at stands in `end`, and must not stop the process.
    if (sending !== sent) sending.catch(nothing);
    return sending;
  }

  /**
   * The next message, for those who take turns; `for await` is the same in a loop.
   * @throws {ClientGoneError} when the client has closed or is gone
   * @throws {SocketClosedError} after `close()`, and when the server stops
   * @throws {InvalidMessageError} for a message that breaks `receive`, unless `onInvalid` answers it; reading may go on
   */
  async receive(): Promise<Received> {
    const step = await this.#next();
    if (step.done === true) throw this.#endError();
    return step.value;
  }

  /**
   * The messages as they come. Ends when the client closes, after `close()`, and when the server stops.
   * @throws {ClientGoneError} in the loop, when the client is gone without having closed
   * @throws {InvalidMessageError} in the loop, as `receive`
   */
  [Symbol.asyncIterator](): AsyncIterator<Received, undefined> {
    return { next: () => this.#next() };
  }

  /**
   * Closes it; when the handler returns, that is done with 1000. Closing again does nothing.
   * @param code 1000, or one of the API's own from 4000 to 4999. Default: 1000
   * @param reason at most 123 bytes, for the client. Default: none
   * @throws {RangeError} for a code that may not be sent, or a reason that is too long
   */
  close(code = 1000, reason = ""): void {
    checkClosing({ code, reason });
    this.#conclude({ code, reason });
  }

  /** For the endpoint: the server stops. */
  stop(): void {
    this.#conclude(goingAway);
  }

  /** For the endpoint: rejects when the handler has gone on for too long after the end. */
  get overdue(): Promise<never> {
    return this.#overdue.promise;
  }

  /** For the endpoint: what stands against a success, although the handler returned. */
  get failure(): { readonly error: unknown } | undefined {
    return this.#failure ?? (this.#lost === undefined ? undefined : { error: this.#lost });
  }

  /** For the endpoint: the handler is done. Settles when the connection is over, within `closeTimeout`. */
  async finish(closing: Closing = done): Promise<void> {
    this.#conclude(closing);
    // What still comes is not read any more, but the client's closing stands behind it.
    this.#queue.discard();
    await this.#closed.promise;
    clearTimeout(this.#timer);
  }

  #send(message: Sent): Promise<void> {
    if (this.#end !== undefined) return Promise.reject(this.#endError());
    const { encode } = this.#parts;
    let frame: Frame | Promise<Frame>;
    try {
      frame = this.#encoding === undefined ? encode(message) : this.#encoding.then(() => encode(message));
    } catch (error) {
      return this.#broken(error);
    }
    if (!(frame instanceof Promise)) return this.#put(frame);
    const encoded = frame.then(nothing, nothing);
    this.#encoding = encoded;
    void encoded.then(() => {
      if (this.#encoding === encoded) this.#encoding = undefined;
    });
    return frame.then(
      (later) => this.#put(later),
      (error: unknown) => this.#broken(error),
    );
  }

  #put(frame: Frame): Promise<void> {
    if (this.#end !== undefined) return Promise.reject(this.#endError());
    // Before the message, not behind it: one that is larger than the limit is no fault of the client's.
    if (this.#transport.buffered > this.#parts.bufferLimit) {
      this.#lose(new Error(`It reads too slowly: more than ${this.#parts.bufferLimit} bytes wait for it`));
      this.#transport.destroy();
      return Promise.reject(this.#endError());
    }
    const leaving = this.#transport.send(frame);
    return leaving === undefined ? sent : this.#left(leaving);
  }

  async #left(leaving: Promise<void>): Promise<void> {
    await leaving;
    if (this.#lost !== undefined) throw this.#lost;
  }

  /** A message of our own that breaks the contract is a defect, whether or not the handler looks. */
  #broken(error: unknown): Promise<never> {
    this.#failure ??= { error };
    this.#conclude(defect);
    return Promise.reject(error);
  }

  #next(): Promise<IteratorResult<Received, undefined>> {
    const read = (): Promise<IteratorResult<Received, undefined>> => this.#read();
    const reading = this.#reading.then(read, read);
    this.#reading = reading;
    return reading;
  }

  async #read(): Promise<IteratorResult<Received, undefined>> {
    for (;;) {
      const frame = await this.#queue.take();
      if (frame === undefined) break;
      const message = await this.#decoded(frame);
      if (message !== undefined) return { done: false, value: message.value };
    }
    if (this.#lost !== undefined) throw this.#lost;
    return { done: true, value: undefined };
  }

  /** Undefined for a message that `onInvalid` has answered. */
  async #decoded(frame: Frame): Promise<{ readonly value: Received } | undefined> {
    const { decode, onInvalid } = this.#parts;
    try {
      const decoded = decode(frame);
      return { value: (isThenable(decoded) ? await decoded : decoded) as Received };
    } catch (error) {
      if (onInvalid === undefined || !(error instanceof InvalidMessageError)) throw error;
      const answer = await onInvalid(error.faults);
      if (answer !== undefined) await this.send(answer as Sent);
      return undefined;
    }
  }

  #conclude(closing: Closing): void {
    if (this.#end !== undefined) return;
    // What has arrived and was not read is not answered any more.
    this.#queue.discard();
    this.#ended({ ...closing, by: "server" });
    this.#transport.close(closing.code, closing.reason);
  }

  #transportClosed(end: TransportEnd): void {
    if (this.#end === undefined) {
      if (end.clean) this.#ended({ code: end.code, reason: end.reason, by: "client" });
      else this.#lose(end.cause);
    }
    this.#closed.resolve();
  }

  #lose(cause: unknown): void {
    this.#lost = new ClientGoneError("The client went away without closing the socket", cause);
    this.#ended({ code: 1006, reason: "", by: "client" });
  }

  #ended(end: SocketEnd): void {
    this.#end = end;
    this.#queue.end();
    this.#controller?.abort(this.#endError());
    const { closeTimeout } = this.#parts;
    this.#timer = setTimeout(() => {
      this.#transport.destroy();
      this.#overdue.reject(this.#endError());
    }, closeTimeout);
  }

  #endError(): ClientGoneError | SocketClosedError {
    if (this.#lost !== undefined) return this.#lost;
    const { code, reason, by } = this.#end ?? { ...done, by: "server" };
    if (by === "server") return new SocketClosedError(code, reason);
    return new ClientGoneError(`The client closed the socket (${code}${reason === "" ? "" : `: ${reason}`})`);
  }
}
