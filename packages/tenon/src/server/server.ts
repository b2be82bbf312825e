/** One process that serves an app: starts it, listens, and stops without losing a request. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { Server as NetServer, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { App } from "../app/app.ts";
import type { RunningApp } from "../app/running-app.ts";
import { BrokenRequests } from "./broken-request.ts";
import { Connections } from "./connections.ts";
import { listen } from "./listen.ts";
import { NodeDoor } from "./node-door.ts";
import { RequestMessage } from "./request-message.ts";
import { type CompleteSettings, completeSettings, type ServerSettings } from "./serve-options.ts";
import { asksForWebSocket } from "./upgrade-request.ts";
import { within } from "./within.ts";

/** How long work may unwind after its connections were cut, in milliseconds. */
const unwinding = 1_000;
/** How long the app's own shutdown may take after the deadline, in milliseconds. */
const stopping = 5_000;

/** How an app is served. */
export interface ServeOptions extends ServerSettings {}

/** A server that listens. */
export interface RunningServer {
  /** Where: `http://127.0.0.1:8000`, or `unix:` and a path. A wildcard host is shown as this machine's own address. */
  readonly url: string;
  /** The app that it serves. */
  readonly app: RunningApp;
  /**
   * Stops: accepts nothing new, closes the sockets with 1001, answers what is under way, ends connections politely, waits for streams and background tasks,
   * closes the app-scoped dependencies in reverse. Calling it again gives the same promise.
   *
   * @param options `deadline`: when connections are cut, in milliseconds; the server's `closeDeadline` by default
   * @throws when the app fails to stop, or takes longer than 5 s for it after everything else has ended
   */
  readonly close: (options?: { readonly deadline?: number }) => Promise<void>;
}

/**
 * Serves an app: starts it first, and listens when it is ready.
 *
 * @throws {ListenError} when the port is taken; whatever the app throws when it starts
 * @example
 * const server = await serve(app, { port: 8000 });
 * process.once("SIGTERM", () => server.close());
 */
export async function serve(app: Pick<App, "start">, options: ServeOptions = {}): Promise<RunningServer> {
  const settings = completeSettings(options);
  const running = await app.start();
  const server = serverOf(settings);
  const connections = new Connections(server);
  const door = new NodeDoor(running);
  attach(server, door, connections);
  try {
    const url = await listen(server, settings);
    let closing: Promise<void> | undefined;
    return {
      url,
      app: running,
      close({ deadline = settings.closeDeadline } = {}) {
        closing ??= drain({ server, connections, door, running }, settings.idleGrace, deadline);
        return closing;
      },
    };
  } catch (error) {
    await running.stop();
    throw error;
  }
}

function serverOf(settings: CompleteSettings): Server {
  const server = createServer({
    headersTimeout: settings.headersTimeout,
    requestTimeout: settings.requestTimeout,
    keepAliveTimeout: settings.keepAliveTimeout,
    maxHeaderSize: settings.maxHeaderSize,
    connectionsCheckingInterval: settings.connectionsCheckingInterval,
    IncomingMessage: RequestMessage,
    // What announces no body has none: its stream need not be read to its end.
    optimizeEmptyRequests: true,
    // Whatever else a client would like to speak, it is answered in HTTP.
    shouldUpgradeCallback: asksForWebSocket,
    // The door says it in the app's error shape.
    requireHostHeader: false,
    // A client that vanished without a word is noticed, even in a stream that has nothing to say.
    keepAlive: true,
    keepAliveInitialDelay: 60_000,
  });
  server.maxRequestsPerSocket = 0;
  // The size is limited already; beyond a number of headers Node would drop the rest without a word.
  server.maxHeadersCount = 0;
  return server;
}

function attach(server: Server, door: NodeDoor, connections: Connections): void {
  const noting =
    (answer: (incoming: IncomingMessage, outgoing: ServerResponse) => void) =>
    (incoming: IncomingMessage, outgoing: ServerResponse): void => {
      connections.answering(incoming.socket, outgoing);
      answer(incoming, outgoing);
    };
  server.on("request", noting(door.request));
  server.on("checkContinue", noting(door.checkContinue));
  server.on("checkExpectation", noting(door.checkExpectation));
  server.on("upgrade", (incoming: IncomingMessage, duplex: Duplex, head: Buffer) => {
    const socket = duplex as Socket;
    const outgoing = door.upgrade(incoming, socket, head);
    if (outgoing !== undefined) connections.answering(socket, outgoing);
  });
  server.on("clientError", new BrokenRequests(door.running, connections).clientError);
}

interface Serving {
  readonly server: Server;
  readonly connections: Connections;
  readonly door: NodeDoor;
  readonly running: RunningApp;
}

async function drain(
  { server, connections, door, running }: Serving,
  grace: number,
  deadline: number,
): Promise<void> {
  const { logger } = running;
  door.drain();
  running.beginStop();
  // The plain server's close: the HTTP server's would drop idle connections at once.
  const closed = new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve()));
  const stopClosingIdle = connections.closeIdle(grace);
  const finished = Promise.all([closed, door.idle(), running.jobs?.stop()]);
  if (!(await within(finished, deadline))) {
    logger.warn(
      { connections: connections.size, requests: door.open, sockets: running.sockets.size, deadline },
      "Not everything ended in time: cutting connections",
    );
    connections.destroy();
    await within(finished, unwinding);
  }
  stopClosingIdle();
  // Ends the HTTP server's own timer.
  server.close(() => {});
  if (!(await within(running.stop(), stopping))) {
    throw new Error(
      `The app did not stop within ${stopping} ms: a background task or a dependency's teardown takes longer.`,
    );
  }
}
