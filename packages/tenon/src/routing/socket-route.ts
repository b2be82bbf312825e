/**
 * A socket is an operation that goes on: a path, a contract for the handshake and for the messages of both directions, and a
 * handler that talks until it returns.
 */
import type { Fault } from "../contract/fault.ts";
import type { InputOf, OutputOf, Schema } from "../contract/schema.ts";
import type { Needs } from "../depends/need.ts";
import type { ErrorHandler } from "../http/error-handler.ts";
import type { Middleware } from "../http/middleware.ts";

/**
 * What the messages of one direction are: JSON text by a schema, any text, any bytes. Where nothing is said, both, as they come.
 */
export type MessageForm = Schema | "text" | "binary";

/** Which web pages may open a socket beside those of its own host: their origins, or `"any"`. */
export type SocketOrigins = "any" | readonly string[];

/** Who may open a socket, and what it may cost; for one socket, or as an app's defaults. */
export interface SocketSettings {
  /**
   * Browsers send cookies with a handshake from any page and apply no CORS to it, so a page of another host is refused (403)
   * unless its origin is listed here: `["https://app.example.com"]`. `"any"` opens the socket to every page. Callers that are
   * no browser send no origin, and are not held up by this. Default: none.
   */
  readonly origins?: SocketOrigins;
  /** The most bytes of one message that is received; a longer one closes with 1009. Default: 1 MiB (1,048,576). */
  readonly messageLimit?: number;
  /**
   * The most bytes that may wait for a client that reads too slowly; where more are waiting and another message is sent, it is
   * cut off. Default: 4 MiB (4,194,304).
   */
  readonly bufferLimit?: number;
  /**
   * How often the client is pinged, in milliseconds; one that has not answered by the next ping is gone. 0 never pings.
   * Default: 30,000.
   */
  readonly pingInterval?: number;
  /**
   * How long after its end a socket may still exist, in milliseconds: for the client's answer to the closing, and for the
   * handler to return. After that the connection is cut and the dependencies are closed. Default: 5,000.
   */
  readonly closeTimeout?: number;
}

/** The contract of a socket: what its handshake needs, what is said over it. */
export interface SocketNeeds
  extends Omit<Needs, "scope" | "name" | "body" | "form" | "errors">,
    SocketSettings {
  /** What the client says. Without it: text and bytes as they come. */
  readonly receive?: MessageForm;
  /** What the client is told; of a schema only what it declares. Without it: text and bytes as they are. */
  readonly send?: MessageForm;
  /**
   * Answers a message that breaks `receive`; the socket stays open, and the handler does not see the message. What is
   * returned is sent, `undefined` is not. Without it such a message ends the socket: 1003 for the wrong kind of frame, 1007
   * for text that is no JSON, 1008 for JSON that does not fit.
   */
  readonly onInvalid?: (faults: readonly Fault[]) => unknown;
  /** The subprotocols spoken here, best first (RFC 6455, 1.9). */
  readonly protocols?: readonly string[];
  /** Who may open it, where no scope says so: see `OperationNeeds.access`. For apps with `requireAccess`. */
  readonly access?: "open" | "owner";
  /** Middleware around the handshake of this socket only. */
  readonly middleware?: readonly Middleware[];
  /** Handlers of errors by class, for this socket only. The status of their answer decides the close code. */
  readonly onError?: readonly ErrorHandler[];
}

/** A socket, as `socket()` made it. */
export interface SocketRoute<Path extends string = string, N extends SocketNeeds = SocketNeeds> {
  readonly "~tenon": "socket";
  readonly path: Path;
  readonly needs: N;
  readonly handler: (received: never) => unknown;
}

/** The declared form of a direction, or `undefined`. */
export type FormOf<N, Direction extends "receive" | "send"> = Direction extends keyof N
  ? N[Direction]
  : undefined;

/** A message as the handler sees it. */
export type HandlerMessage<Form> = Form extends Schema ? OutputOf<Form> : RawMessage<Form>;

/** A message as the client sees it. */
export type WireMessage<Form> = Form extends Schema ? InputOf<Form> : RawMessage<Form>;

type RawMessage<Form> = Form extends "text"
  ? string
  : Form extends "binary"
    ? Uint8Array
    : string | Uint8Array;

/** Whether a member of a record is a socket. */
export function isSocketRoute(member: object): member is SocketRoute {
  return (member as Partial<SocketRoute>)["~tenon"] === "socket";
}
