/** The opening handshake (RFC 6455, 4.2), as far as it is refused with an HTTP answer. */
import { StartError } from "../depends/start-error.ts";
import { HttpError } from "../http/errors.ts";
import type { Exchange } from "../http/exchange.ts";
import type { SocketOrigins } from "../routing/socket-route.ts";
import { originCheck } from "./origin.ts";

/** Checks a handshake, and gives the subprotocol that is agreed on. */
export type Handshake = (exchange: Exchange) => string | undefined;

/**
 * Makes the handshake of one socket.
 * @param protocols the subprotocols spoken, best first
 * @throws {StartError} for an origin or a subprotocol that is none
 */
export function handshakeOf(
  {
    protocols = [],
    origins = [],
  }: { readonly protocols?: readonly string[]; readonly origins?: SocketOrigins },
  socket: string,
): Handshake {
  for (const protocol of protocols) {
    if (!token.test(protocol))
      throw new StartError(
        `${socket}: "${protocol}" is no subprotocol: write a name without spaces and separators.`,
      );
  }
  const checkOrigin = originCheck(origins, socket);
  return (exchange) => {
    checkRequest(exchange);
    checkOrigin(exchange);
    return agreed(protocols, exchange.header("sec-websocket-protocol"));
  };
}

function checkRequest(exchange: Exchange): void {
  if (exchange.header("upgrade")?.toLowerCase() !== "websocket") {
    throw new HttpError(426, "This is a WebSocket", {
      headers: { upgrade: "websocket", connection: "Upgrade" },
    });
  }
  if (!exchange.upgradable) {
    throw new HttpError(
      501,
      "WebSockets cannot be opened here: the app is not served by Tenon's Node server, or the request is no handshake of HTTP/1.1",
    );
  }
  if (exchange.header("sec-websocket-version") !== "13") {
    throw new HttpError(426, "The version of the WebSocket protocol is 13", {
      headers: { "sec-websocket-version": "13", upgrade: "websocket", connection: "Upgrade" },
    });
  }
  // 16 bytes in base64.
  if (!/^[A-Za-z0-9+/]{21}[AQgw]==$/.test(exchange.header("sec-websocket-key") ?? ""))
    throw new HttpError(400, "Sec-WebSocket-Key must be 16 bytes in base64");
  if (
    (exchange.header("content-length") ?? "0") !== "0" ||
    exchange.header("transfer-encoding") !== undefined
  )
    throw new HttpError(400, "A WebSocket handshake has no body");
}

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

function agreed(spoken: readonly string[], header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const offered = header.split(",").map((name) => name.trim());
  if (!offered.every((name) => token.test(name)) || new Set(offered).size < offered.length)
    throw new HttpError(400, "Sec-WebSocket-Protocol must be a list of different names");
  const chosen = spoken.find((name) => offered.includes(name));
  // A client that asks for one would break off by itself, without knowing why.
  if (chosen === undefined && spoken.length > 0)
    throw new HttpError(400, `The subprotocols spoken here are: ${spoken.join(", ")}`);
  return chosen;
}
