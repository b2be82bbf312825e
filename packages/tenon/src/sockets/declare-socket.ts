/** Declaring a socket, with all that can be inferred from what it says. */
import type { Fault } from "../contract/fault.ts";
import type { CheckNeeds, Received } from "../depends/need.ts";
import type { CheckParams } from "../routing/operation.ts";
import type { FormOf, HandlerMessage, SocketNeeds, SocketRoute } from "../routing/socket-route.ts";
import type { Socket } from "./socket.ts";

/** What a socket's handler receives: its inputs and dependencies, and the socket itself. */
export type SocketReceived<N> = Received<N> & {
  readonly socket: Socket<HandlerMessage<FormOf<N, "receive">>, HandlerMessage<FormOf<N, "send">>>;
};

type Answer<N> = HandlerMessage<FormOf<N, "send">> | undefined;

/** What is wrong with a socket's needs, as text where the mistake stands; `unknown` where nothing is. */
export interface CheckSocket<N> {
  readonly body?: "A handshake has no body: take it from the first message";
  readonly form?: "A handshake has no body: take it from the first message";
  readonly depends?: {
    readonly [K in keyof N["depends" & keyof N]]: K extends "socket"
      ? '"socket" is what the handler receives already: give this dependency another name'
      : unknown;
  };
  readonly onInvalid?: (faults: readonly Fault[]) => Answer<N> | Promise<Answer<N>>;
}

/**
 * Declares a WebSocket. Its needs are resolved before the upgrade, in the order of an operation's, so that whoever is refused
 * gets an ordinary HTTP answer; then the handler talks until it returns. Dependencies are held open until then: they are torn
 * down before the socket closes with 1000, so that a failed commit is a 1011.
 *
 * @param path its path, after the prefixes of its routers
 * @param needs its contract: inputs, dependencies, the messages of both directions, limits
 * @param handler receives what `needs` declares, and `socket`. An `HttpError` closes with 4000 and its status (4404), what
 * nobody expected with 1011
 * @example
 * chat: socket("/rooms/:room", { params: { room: z.string() }, receive: Said, send: Heard, depends: { user: currentUser } },
 *   async ({ params, user, socket }) => {
 *     for await (const { text } of socket) await socket.send({ room: params.room, from: user.name, text });
 *   }),
 */
export function socket<const Path extends string, const N extends SocketNeeds>(
  path: Path,
  needs: N & CheckNeeds<N> & CheckParams<Path, N> & CheckSocket<N>,
  handler: (received: SocketReceived<N>) => void | Promise<void>,
): SocketRoute<Path, N> {
  if (typeof handler !== "function") {
    throw new TypeError(`socket ${path}: the last argument is the handler, a function.`);
  }
  return { "~tenon": "socket", path, needs, handler } as SocketRoute<Path, N>;
}
