/** A request that would like to leave HTTP, as Node hands it over: a socket that Node has let go of. */
import { type IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** Whether it is the beginning of a WebSocket (RFC 6455, 4.1); other protocols are not spoken, and their wish is passed over. */
export function asksForWebSocket({ method, httpVersionMinor, headers }: IncomingMessage): boolean {
  return method === "GET" && httpVersionMinor > 0 && headers.upgrade?.toLowerCase() === "websocket";
}

/**
 * A way to answer on a connection that Node has let go of; the connection ends with the answer. Undefined where an earlier
 * request on it is still being answered: a client that asks for an upgrade has to wait for that, and the connection is cut.
 */
export function responseOn(incoming: IncomingMessage, socket: Socket): ServerResponse | undefined {
  // Node has taken its own listeners away, and an error that nobody listens for would end the process.
  socket.on("error", () => socket.destroy());
  const outgoing = new ServerResponse(incoming);
  outgoing.shouldKeepAlive = false;
  try {
    outgoing.assignSocket(socket);
  } catch {
    socket.destroy();
    return undefined;
  }
  const drained = (): boolean => outgoing.emit("drain");
  socket.on("drain", drained);
  outgoing.once("finish", () => {
    // What still comes is of no interest, but left unread it would turn the end into a reset.
    socket.resume();
    socket.destroySoon();
  });
  return outgoing;
}
