/** A server for one test: answers by path, over a real socket. */
import { createApp } from "../../src/app/app.ts";
import type { AppOptions } from "../../src/app/app-options.ts";
import type { Exchange } from "../../src/http/exchange.ts";
import type { Logger } from "../../src/http/logger.ts";
import type { Reply } from "../../src/http/reply.ts";
import { type RunningServer, type ServeOptions, serve } from "../../src/server/server.ts";
import { Wire } from "./wire.ts";

/** What answers a path. */
export type Answering = (exchange: Exchange) => Reply | Promise<Reply>;

/** A line that was logged. */
export interface Logged {
  readonly level: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly message: string | undefined;
}

/** A server, its log, and connections to it. */
export interface Serving extends AsyncDisposable {
  readonly server: RunningServer;
  readonly logs: readonly Logged[];
  readonly connect: () => Promise<Wire>;
}

/** Serves handlers by path on any free port. */
export async function serving(
  handlers: { readonly [path: string]: Answering },
  { app = {}, ...options }: ServeOptions & { readonly app?: Partial<AppOptions> } = {},
): Promise<Serving> {
  const logs: Logged[] = [];
  const served = createApp({
    title: "Test",
    version: "1",
    docs: false,
    routes: {},
    logger: loggerInto(logs),
    middleware: [(exchange, next) => handlers[exchange.path]?.(exchange) ?? next(exchange)],
    ...app,
  });
  const server = await serve(served, { port: 0, idleGrace: 0, ...options });
  const wires: Wire[] = [];
  return {
    server,
    logs,
    async connect() {
      const wire = await Wire.open(server.url);
      wires.push(wire);
      return wire;
    },
    async [Symbol.asyncDispose]() {
      for (const wire of wires) wire.socket.destroy();
      await server.close();
    },
  };
}

/** A logger that keeps everything. */
export function loggerInto(logs: Logged[], bindings: object = {}): Logger {
  const at = (level: string) => (fields: object, message?: string) => {
    logs.push({ level, fields: { ...bindings, ...fields }, message });
  };
  return {
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    child: (further) => loggerInto(logs, { ...bindings, ...further }),
  };
}

/** Waits until something is so. */
export async function eventually(reached: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await reached())) await new Promise((resolve) => setTimeout(resolve, 10));
}
