/** The sockets of one running app that are open: they end when it stops. */
import type { Socket } from "./socket.ts";

export class OpenSockets {
  readonly #open = new Map<Socket, Promise<unknown>>();
  readonly #shutdown: AbortSignal;

  /** @param shutdown aborted when the app begins to stop: then all are closed with 1001 */
  constructor(shutdown: AbortSignal) {
    this.#shutdown = shutdown;
    shutdown.addEventListener("abort", () => {
      for (const socket of this.#open.keys()) socket.stop();
    });
  }

  /** How many there are. */
  get size(): number {
    return this.#open.size;
  }

  /** Keeps a socket for as long as its conversation goes on. One that comes too late is told to go at once. */
  async during<T>(socket: Socket, conversation: Promise<T>): Promise<T> {
    this.#open.set(socket, conversation);
    if (this.#shutdown.aborted) socket.stop();
    try {
      return await conversation;
    } finally {
      this.#open.delete(socket);
    }
  }

  /** Settles when all conversations have ended; after the shutdown within their `closeTimeout`. */
  async ended(): Promise<void> {
    while (this.#open.size > 0) await Promise.allSettled([...this.#open.values()]);
  }
}
