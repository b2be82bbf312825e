/** Opens sockets on Node: the handshake and the frames are those of `ws`, the conversation is the socket's own. */
import { validateHeaderName, validateHeaderValue } from "node:http";
import { type WebSocket, WebSocketServer } from "ws";
import { ClientGoneError } from "../http/client-gone.ts";
import { HttpError } from "../http/errors.ts";
import type { Reply } from "../http/reply.ts";
import type { CompleteSocketSettings } from "../sockets/socket-settings.ts";
import type { UpgradeReply } from "../sockets/upgrade-reply.ts";
import type { Handover, NodeExchange } from "./node-exchange.ts";
import { type Sender, sendDefect, sendReply } from "./node-send.ts";
import { refusal } from "./refusal.ts";
import { finishStream, producerOf } from "./stream-pump.ts";
import { WebSocketTransport } from "./web-socket-transport.ts";

/** What goes along with one handshake. */
interface Opening {
  readonly protocol: string | undefined;
  /** Header lines. */
  readonly lines: readonly string[];
}

/** Opens the sockets of one door. */
export class WebSocketDoor {
  /** By what they limit: `ws` has its limits for all sockets of a server in common. */
  readonly #servers = new Map<string, WebSocketServer>();
  #opening: Opening = { protocol: undefined, lines: [] };

  /** Opens a socket and stays with it until it has ended. */
  async open(sender: Sender, exchange: NodeExchange, reply: UpgradeReply): Promise<void> {
    const { handover, outgoing } = exchange;
    const end = (reason: unknown): Promise<void> =>
      reply.body === null || typeof reply.body === "string" || reply.body instanceof Uint8Array
        ? Promise.resolve()
        : finishStream(producerOf(reply.body), reason, exchange);
    if (handover === undefined || sender.draining) {
      const error = new HttpError(503, "The server is stopping", { headers: { "retry-after": "1" } });
      await end(error);
      sendReply(sender, exchange, refusal(sender.running, exchange, error));
      return;
    }
    let lines: readonly string[];
    try {
      lines = headerLines(reply);
    } catch (error) {
      await end(error);
      sendDefect(sender, exchange, error);
      return;
    }
    const ws = this.#handshake(
      exchange,
      handover,
      { protocol: reply.upgrade.protocol, lines },
      reply.upgrade.settings,
    );
    if (ws === undefined) {
      await end(new ClientGoneError("The client went away before the socket was open"));
    } else {
      ws.once("close", () => {
        // The exchange's own signal goes by the answer, which has come to no end.
        outgoing.destroy();
        outgoing.emit("close");
      });
      const outcome = await reply.upgrade.talk(
        new WebSocketTransport(ws, reply.upgrade.settings.pingInterval),
      );
      await end(outcome?.error);
    }
    await sender.running.afterSend(reply);
    sender.done();
  }

  /** Undefined when the client has gone in the meantime. */
  #handshake(
    { incoming, outgoing }: NodeExchange,
    { socket, head }: Handover,
    opening: Opening,
    settings: CompleteSocketSettings,
  ): WebSocket | undefined {
    outgoing.detachSocket(socket);
    socket.removeAllListeners("drain");
    let opened: WebSocket | undefined;
    // All in one turn, so that what `ws` asks for is of this handshake.
    this.#opening = opening;
    this.#serverFor(settings).handleUpgrade(incoming, socket, head, (ws) => {
      opened = ws;
    });
    return opened;
  }

  #serverFor({ messageLimit, closeTimeout }: CompleteSocketSettings): WebSocketServer {
    const key = `${messageLimit} ${closeTimeout}`;
    const known = this.#servers.get(key);
    if (known !== undefined) return known;
    const options = {
      noServer: true,
      clientTracking: false,
      maxPayload: messageLimit,
      // Newer than the published types.
      closeTimeout,
      handleProtocols: () => this.#opening.protocol ?? false,
    } as const;
    const server = new WebSocketServer(options);
    server.on("headers", (headers) => headers.push(...this.#opening.lines));
    this.#servers.set(key, server);
    return server;
  }
}

/** What only the handshake itself may say. */
const handshakeHeaders =
  /^(?:connection|upgrade|content-length|transfer-encoding|sec-websocket-(?:accept|protocol|extensions|version))$/i;

/** @throws {TypeError} for a header that would break the head of the answer */
function headerLines({ headers }: Reply): string[] {
  const lines = [`Date: ${new Date().toUTCString()}`];
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] as string;
    const value = headers[i + 1] as string;
    validateHeaderName(name);
    validateHeaderValue(name, value);
    if (!handshakeHeaders.test(name)) lines.push(`${name}: ${value}`);
  }
  return lines;
}
