/** A WebSocket of `ws` as a socket needs it, with a ping now and then to find out who is gone. */
import type { WebSocket } from "ws";
import type { SocketTransport, TransportEvents } from "../sockets/transport.ts";

/** How many bytes may wait to leave before whoever sends is asked to wait. */
const enough = 65_536;

export class WebSocketTransport implements SocketTransport {
  readonly #ws: WebSocket;
  readonly #pingInterval: number;
  #paused = false;
  /** Something came since the last ping. */
  #heard = true;

  /** @param pingInterval in milliseconds; 0 for none */
  constructor(ws: WebSocket, pingInterval: number) {
    this.#ws = ws;
    this.#pingInterval = pingInterval;
  }

  get buffered(): number {
    return this.#ws.bufferedAmount;
  }

  listen(events: TransportEvents): void {
    const ws = this.#ws;
    let cause: unknown;
    ws.on("message", (data, isBinary) => {
      // Without fragments asked for, it is a Buffer.
      const bytes = data as Buffer;
      const { buffer, byteOffset, byteLength } = bytes;
      events.message(isBinary ? new Uint8Array(buffer, byteOffset, byteLength) : bytes.toString("utf8"));
    });
    // A broken frame, a message that is too long: `ws` closes by itself, with the code for it.
    ws.on("error", (error) => {
      cause = error;
    });
    ws.on("close", (code, reason) => {
      if (code === 1006) events.closed({ clean: false, cause });
      else events.closed({ clean: true, code, reason: reason.toString("utf8") });
    });
    if (this.#pingInterval > 0) this.#keepAlive();
  }

  send(data: string | Uint8Array): undefined | Promise<void> {
    const ws = this.#ws;
    let leave: (() => void) | undefined;
    // Whether it has failed is for the end of the socket to say.
    ws.send(data, () => leave?.());
    if (ws.bufferedAmount < enough) return undefined;
    return new Promise((resolve) => {
      leave = resolve;
    });
  }

  close(code: number, reason: string): void {
    this.#ws.close(code, reason);
  }

  destroy(): void {
    this.#ws.terminate();
  }

  pause(): void {
    this.#paused = true;
    this.#ws.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#heard = true;
    this.#ws.resume();
  }

  #keepAlive(): void {
    const ws = this.#ws;
    const heard = (): void => {
      this.#heard = true;
    };
    for (const event of ["pong", "message", "ping"]) ws.on(event, heard);
    const timer = setInterval(() => {
      // While nothing is read here, its answer cannot be seen.
      if (this.#paused) return;
      if (!this.#heard) {
        ws.terminate();
        return;
      }
      this.#heard = false;
      ws.ping(ignored);
    }, this.#pingInterval);
    ws.on("close", () => clearInterval(timer));
  }
}

/** `ws` reports a failed write as the end of the socket, too. */
function ignored(): void {}
