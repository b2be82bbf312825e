/** The open connections of a server: which of them wait for an answer, which are idle, and how to part from them politely. */
import type { Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { Server as TlsServer } from "node:tls";

/** How often idle connections are looked at while a server drains, in milliseconds. */
const interval = 50;

interface Quiet {
  /** When the connection was first seen idle, by `performance.now()`. */
  readonly since: number;
  /** What had been read from it then: a request on its way shows as more. */
  readonly bytes: number;
}

const latest = Symbol("the latest answer");

/** Each request leaves its answer on its socket: a property costs less than an entry of a map. */
interface Answering extends Socket {
  [latest]?: ServerResponse;
}

/** The connections of one server. */
export class Connections {
  readonly #open = new Set<Socket>();

  constructor(server: Server) {
    // One whose handshake is not over carries no request yet; that has a time-out of its own.
    server.on(server instanceof TlsServer ? "secureConnection" : "connection", (socket: Answering) => {
      this.#open.add(socket);
      socket.once("close", () => {
        this.#open.delete(socket);
        delete socket[latest];
      });
    });
  }

  get size(): number {
    return this.#open.size;
  }

  /** Notes that an answer is under way. Pipelined answers end in order, so the latest ends last. */
  answering(socket: Answering, outgoing: ServerResponse): void {
    socket[latest] = outgoing;
  }

  /** The answer under way on a connection, if there is one. */
  underWay(socket: Answering): ServerResponse | undefined {
    const outgoing = socket[latest];
    return outgoing === undefined || outgoing.closed ? undefined : outgoing;
  }

  /**
   * Closes every connection that stays idle for a while, until the function returned is called.
   *
   * `http.Server#close` drops idle connections at once, and with them the requests that are on their way. Here a client has
   * time to send one more, and learns from its answer that the connection ends.
   *
   * @param grace how long a connection must be idle, in milliseconds
   */
  closeIdle(grace: number): () => void {
    const seen = new WeakMap<Socket, Quiet>();
    const sweep = (): void => {
      const now = performance.now();
      for (const socket of this.#open) {
        if (this.#idleFor(socket, seen, now) >= grace) socket.destroySoon();
      }
    };
    // After the event loop has read from the sockets, so that what has arrived in the meantime is seen.
    const timer = setInterval(() => setImmediate(sweep), interval);
    sweep();
    return () => clearInterval(timer);
  }

  /** How long a connection has been idle and silent, as far as it was looked at; less than nothing while it answers. */
  #idleFor(socket: Socket, seen: WeakMap<Socket, Quiet>, now: number): number {
    if (this.underWay(socket) !== undefined) {
      seen.delete(socket);
      return -1;
    }
    const quiet = seen.get(socket);
    if (quiet !== undefined && quiet.bytes === socket.bytesRead) return now - quiet.since;
    seen.set(socket, { since: now, bytes: socket.bytesRead });
    return 0;
  }

  /** Cuts what is left. */
  destroy(): void {
    for (const socket of this.#open) socket.destroy();
  }
}
