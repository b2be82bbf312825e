/** Opening a socket with the global `WebSocket`, which browsers and runtimes have. */
import type { SocketTransport, TransportEvents } from "../sockets/transport.ts";

/** What opens sockets for a client. */
export type OpenSocket = (request: Request, protocols: readonly string[]) => Promise<OpenedSocket | Response>;

/** An open connection. */
export interface OpenedSocket {
  readonly transport: SocketTransport;
  readonly protocol: string | undefined;
  /** What the end of the socket waits for, besides. */
  readonly settled?: Promise<unknown>;
}

/** Node, Bun and Deno take headers beside the subprotocols; browsers do not. */
type Constructor = new (
  url: string,
  options: string[] | { readonly headers: Record<string, string>; readonly protocols: string[] },
) => WebSocket;

/**
 * Opens a socket. Why one was refused cannot be known here: the WebSocket interface does not say it.
 * @throws {TypeError} when it cannot be opened
 */
export const openWebSocket: OpenSocket = async (request, offered) => {
  const protocols = [...offered];
  const headers = Object.fromEntries(request.headers);
  const url = request.url.replace(/^http/, "ws");
  const Made = WebSocket as unknown as Constructor;
  const ws = new Made(url, Object.keys(headers).length === 0 ? protocols : { headers, protocols });
  ws.binaryType = "arraybuffer";
  const transport = new GlobalTransport(ws);
  await new Promise<void>((resolve, reject) => {
    ws.addEventListener("open", () => resolve(), { once: true });
    ws.addEventListener("error", () => reject(new TypeError(`The socket ${url} could not be opened`)), {
      once: true,
    });
    request.signal.addEventListener("abort", () => {
      ws.close();
      reject(request.signal.reason);
    });
  });
  return { transport, protocol: ws.protocol === "" ? undefined : ws.protocol };
};

class GlobalTransport implements SocketTransport {
  readonly #ws: WebSocket;

  constructor(ws: WebSocket) {
    this.#ws = ws;
  }

  get buffered(): number {
    return this.#ws.bufferedAmount;
  }

  listen(events: TransportEvents): void {
    this.#ws.addEventListener("message", ({ data }) => {
      events.message(typeof data === "string" ? data : new Uint8Array(data as ArrayBuffer));
    });
    this.#ws.addEventListener("close", ({ code, reason, wasClean }) =>
      events.closed(wasClean ? { clean: true, code, reason } : { clean: false }),
    );
  }

  send(data: string | Uint8Array): undefined {
    this.#ws.send(data as string | Uint8Array<ArrayBuffer>);
  }

  close(code: number, reason: string): void {
    this.#ws.close(code, reason);
  }

  /** A page can only close. */
  destroy(): void {
    this.#ws.close();
  }

  /** A page cannot make the server wait. */
  pause(): void {}

  resume(): void {}
}
