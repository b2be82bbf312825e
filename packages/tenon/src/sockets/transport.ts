/** What a socket needs of the connection below it: a door's WebSocket, or a test's end of a pair. */

/** A connection that carries messages, open from the beginning. */
export interface SocketTransport {
  /** Begins to hand over what happens; nothing that happened before is lost. */
  listen(events: TransportEvents): void;
  /** Puts a message on its way. A promise where the client reads more slowly than is written: it settles when the message has left. */
  send(data: string | Uint8Array): undefined | Promise<void>;
  /** How many bytes are waiting to leave. */
  readonly buffered: number;
  /** Begins the closing handshake. */
  close(code: number, reason: string): void;
  /** Cuts the connection. */
  destroy(): void;
  /** Stops reading, so that the client has to wait. */
  pause(): void;
  /** Reads on. */
  resume(): void;
}

/** What happens on a connection. */
export interface TransportEvents {
  /** A whole message came. */
  readonly message: (data: string | Uint8Array) => void;
  /** The connection is over: with the client's code and reason after a closing handshake, with what went wrong otherwise. */
  readonly closed: (end: TransportEnd) => void;
}

/** How a connection ended. */
export type TransportEnd =
  | { readonly clean: true; readonly code: number; readonly reason: string }
  | { readonly clean: false; readonly cause?: unknown };
