/** Two ends of a connection in memory, for a client and a server in one process. */
import type { SocketTransport, TransportEnd, TransportEvents } from "../sockets/transport.ts";

/** Makes the two ends. A message to the second that is longer than the limit breaks the connection, as 1009 does. */
export function transportPair(
  messageLimit: number,
): readonly [client: MemoryTransport, server: MemoryTransport] {
  const client = new MemoryTransport(Number.POSITIVE_INFINITY);
  const server = new MemoryTransport(messageLimit);
  client.peer = server;
  server.peer = client;
  return [client, server];
}

type Happening = { readonly data: string | Uint8Array } | { readonly end: TransportEnd };

/** One end. */
export class MemoryTransport implements SocketTransport {
  peer: MemoryTransport = this;
  /** Settles when the connection is over, at either end. */
  readonly gone: Promise<void>;
  readonly #leave: () => void;
  readonly #limit: number;
  #events: TransportEvents | undefined = undefined;
  #inbox: Happening[] = [];
  #paused = false;
  #over = false;
  #draining = false;

  constructor(limit: number) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.gone = promise;
    this.#leave = resolve;
    this.#limit = limit;
  }

  get buffered(): number {
    return this.peer.#inbox.reduce((sum, one) => sum + ("data" in one ? one.data.length : 0), 0);
  }

  listen(events: TransportEvents): void {
    this.#events = events;
    this.#drain();
  }

  send(data: string | Uint8Array): undefined {
    if (this.#over) return;
    if (data.length > this.peer.#limit)
      this.#finish({ clean: true, code: 1009, reason: "" }, { clean: false });
    else this.peer.#take({ data: typeof data === "string" ? data : data.slice() });
  }

  close(code: number, reason: string): void {
    const end = { clean: true, code, reason } as const;
    this.#finish(end, end);
  }

  destroy(): void {
    this.#inbox = [];
    this.#finish({ clean: false }, { clean: false });
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#drain();
  }

  #finish(here: TransportEnd, there: TransportEnd): void {
    if (this.#over) return;
    this.#over = true;
    this.peer.#over = true;
    this.#leave();
    this.peer.#leave();
    this.#take({ end: here });
    this.peer.#take({ end: there });
  }

  #take(happening: Happening): void {
    this.#inbox.push(happening);
    this.#drain();
  }

  /** Never in the turn of whoever sends: over a wire it would not be either. */
  #drain(): void {
    if (this.#draining) return;
    this.#draining = true;
    queueMicrotask(() => {
      this.#draining = false;
      while (this.#events !== undefined && !this.#paused) {
        const next = this.#inbox.shift();
        if (next === undefined) return;
        if ("data" in next) this.#events.message(next.data);
        else this.#events.closed(next.end);
      }
    });
  }
}
