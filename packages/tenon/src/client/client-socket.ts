/** The client's end of a socket: the messages of both directions in their wire types, and how it ended. */
import type { SocketTransport, TransportEnd } from "../sockets/transport.ts";

/** How the messages of one direction are written; `any`: text and bytes as they are. */
export type MessageKind = "json" | "text" | "binary" | "any";

/** The kinds of both directions, as the server names them. */
export interface MessageKinds {
  readonly receive: MessageKind;
  readonly send: MessageKind;
}

/** How a socket ended: the code and the reason that were sent, 1006 where none was. */
export interface ClientSocketEnd {
  readonly code: number;
  readonly reason: string;
}

/** The socket has ended, and there is no further message. */
export class ClientSocketClosedError extends Error {
  override readonly name = "ClientSocketClosedError";
  readonly code: number;

  constructor({ code, reason }: ClientSocketEnd) {
    super(`The socket is closed (${code}${reason === "" ? "" : `: ${reason}`})`);
    this.code = code;
  }
}

/**
 * The client's end of a socket.
 * @example
 * const opened = await client.rooms.chat({ params: { room: "lobby" }, token });
 * if (opened.ok) {
 *   opened.socket.send({ text: "hello" });
 *   for await (const heard of opened.socket) console.log(heard.text);
 * }
 */
export class ClientSocket<Received = unknown, Sent = unknown> implements AsyncIterable<Received> {
  /** The subprotocol agreed on; undefined where there is none. */
  readonly protocol: string | undefined;
  /** Settles when the socket has ended; in a test when its run is closed and its tasks are done, too. */
  readonly closed: Promise<ClientSocketEnd>;
  readonly #transport: SocketTransport;
  readonly #kinds: MessageKinds;
  #messages: unknown[] = [];
  #end: ClientSocketEnd | undefined = undefined;
  #waiting: (() => void)[] = [];

  /** @param settled what `closed` waits for beside the end */
  constructor(
    transport: SocketTransport,
    kinds: MessageKinds,
    protocol: string | undefined,
    settled: Promise<unknown> = Promise.resolve(),
  ) {
    this.protocol = protocol;
    this.#transport = transport;
    this.#kinds = kinds;
    this.closed = new Promise((resolve) => {
      transport.listen({
        message: (data) => {
          this.#messages.push(kinds.send === "json" && typeof data === "string" ? JSON.parse(data) : data);
          this.#wake();
        },
        closed: (end) => {
          this.#end = endOf(end);
          this.#wake();
          void settled.then(() => resolve(this.#end as ClientSocketEnd));
        },
      });
    });
  }

  /**
   * Sends a message.
   * @throws {ClientSocketClosedError} when the socket has ended
   */
  send(message: Sent): void {
    if (this.#end !== undefined) throw new ClientSocketClosedError(this.#end);
    const json = this.#kinds.receive === "json";
    void this.#transport.send(json ? (JSON.stringify(message) ?? "null") : (message as string | Uint8Array));
  }

  /**
   * The next message.
   * @throws {ClientSocketClosedError} when there will be none
   */
  async receive(): Promise<Received> {
    const step = await this.#next();
    if (step.done === true) throw new ClientSocketClosedError(this.#end as ClientSocketEnd);
    return step.value;
  }

  /** The messages until the socket ends, whoever ended it; `closed` says how. */
  [Symbol.asyncIterator](): AsyncIterator<Received, undefined> {
    return { next: () => this.#next() };
  }

  /** Closes it. Default: 1000. */
  close(code = 1000, reason = ""): Promise<ClientSocketEnd> {
    this.#transport.close(code, reason);
    return this.closed;
  }

  /** Cuts it without a word, as a client does that loses its connection. */
  destroy(): Promise<ClientSocketEnd> {
    this.#transport.destroy();
    return this.closed;
  }

  async #next(): Promise<IteratorResult<Received, undefined>> {
    while (this.#messages.length === 0) {
      if (this.#end !== undefined) return { done: true, value: undefined };
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    return { done: false, value: this.#messages.shift() as Received };
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}

function endOf(end: TransportEnd): ClientSocketEnd {
  return end.clean ? { code: end.code, reason: end.reason } : { code: 1006, reason: "" };
}
