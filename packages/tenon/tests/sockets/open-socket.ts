/** An app with sockets behind the Node door, and clients of it that speak through `ws`. */
import { once } from "node:events";
import type { ClientRequest, IncomingMessage } from "node:http";
import { type ClientOptions, WebSocket } from "ws";
import { createApp } from "../../src/app/app.ts";
import type { AppOptions } from "../../src/app/app-options.ts";
import type { Routes } from "../../src/routing/router.ts";
import { type RunningServer, type ServeOptions, serve } from "../../src/server/server.ts";
import { type Logged, loggerInto } from "../server/serving.ts";

/** A client's end, with everything that came. */
export class Peer {
  readonly ws: WebSocket;
  /** Text parsed as JSON, bytes as they are. */
  readonly received: unknown[] = [];
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  /** The answer to the handshake. */
  upgrade: IncomingMessage | undefined = undefined;
  #wake: () => void = () => {};

  constructor(ws: WebSocket) {
    this.ws = ws;
    ws.on("upgrade", (response) => {
      this.upgrade = response;
    });
    ws.on("message", (data: Buffer, binary) => {
      this.received.push(binary ? new Uint8Array(data) : JSON.parse(data.toString()));
      this.#wake();
    });
    ws.on("error", () => {});
    this.closed = new Promise((resolve) =>
      ws.once("close", (code, reason) => {
        resolve({ code, reason: reason.toString() });
        this.#wake();
      }),
    );
  }

  say(message: unknown): this {
    this.ws.send(JSON.stringify(message));
    return this;
  }

  /** The next messages. */
  async hear(count = 1): Promise<unknown[]> {
    while (this.received.length < count) {
      if (this.ws.readyState === WebSocket.CLOSED)
        throw new Error(`Closed after ${JSON.stringify(this.received)}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.received.splice(0, count);
  }
}

/** A refused handshake. */
export interface Refusal {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: unknown;
}

export interface Serving extends AsyncDisposable {
  readonly server: RunningServer;
  readonly logs: Logged[];
  readonly open: (path: string, options?: ClientOptions, protocols?: string[]) => Promise<Peer>;
  readonly refused: (path: string, options?: ClientOptions, protocols?: string[]) => Promise<Refusal>;
}

/** Serves a record of routes. */
export async function serveRoutes(
  routes: Routes,
  { app = {}, ...options }: ServeOptions & { readonly app?: Partial<AppOptions> } = {},
): Promise<Serving> {
  const logs: Logged[] = [];
  const made = createApp({
    title: "Test",
    version: "1",
    docs: false,
    routes,
    logger: loggerInto(logs),
    ...app,
  });
  const server = await serve(made, { port: 0, idleGrace: 0, ...options });
  const peers: WebSocket[] = [];
  const begin = (path: string, clientOptions: ClientOptions = {}, protocols: string[] = []): WebSocket => {
    const ws = new WebSocket(`${server.url.replace("http", "ws")}${path}`, protocols, clientOptions);
    peers.push(ws);
    return ws;
  };
  return {
    server,
    logs,
    async open(...args) {
      const ws = begin(...args);
      const peer = new Peer(ws);
      await once(ws, "open");
      return peer;
    },
    async refused(...args) {
      const ws = begin(...args);
      ws.on("error", () => {});
      const [, response] = (await once(ws, "unexpected-response")) as [ClientRequest, IncomingMessage];
      const text = (await response.toArray()).join("");
      const json = response.headers["content-type"]?.includes("json") === true;
      return {
        status: response.statusCode ?? 0,
        headers: response.headers,
        body: json ? JSON.parse(text) : text,
      };
    },
    async [Symbol.asyncDispose]() {
      for (const ws of peers) ws.terminate();
      await server.close();
    },
  };
}
