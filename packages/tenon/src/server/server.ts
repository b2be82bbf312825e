/** One process that serves an app: starts it, listens, and stops without losing a request. */
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { Server as NetServer, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { App } from "../app/app.ts";
import type { RunningApp } from "../app/running-app.ts";
import { BrokenRequests } from "./broken-request.ts";
import { Connections } from "./connections.ts";
import { type Exposed, exposeMetrics } from "./expose-metrics.ts";
import { httpServer, renewCertificate } from "./http-server.ts";
import { listen } from "./listen.ts";
import { NodeDoor } from "./node-door.ts";
import { type CompleteSettings, completeSettings, type ServerSettings } from "./serve-options.ts";
import { TrustedProxies } from "./trusted-proxies.ts";
import { within } from "./within.ts";

/** How long work may unwind after its connections were cut, in milliseconds. */
const unwinding = 1_000;
/** How long the app's own shutdown may take after the deadline, in milliseconds. */
const stopping = 5_000;

/** How an app is served. */
export interface ServeOptions extends ServerSettings {}

/** How a server is stopped. */
export interface CloseOptions {
  /** When connections are cut, in milliseconds. Default: the server's `closeDeadline`. */
  readonly deadline?: number;
  /**
   * Others take over on the same address, or the process is not to be trusted any longer: readiness stays as it is and the server's
   * `drainDelay` is left out. Default: false.
   */
  readonly quiet?: boolean;
}

/** A server that listens. */
export interface RunningServer {
  /** Where: `http://127.0.0.1:8000`, or `unix:` and a path. A wildcard host is shown as this machine's own address. */
  readonly url: string;
  /** Where its metrics are shown; undefined where it has none, or the primary of its cluster shows them. */
  readonly metricsUrl: string | undefined;
  /** The app that it serves. */
  readonly app: RunningApp;
  /**
   * Stops: readiness turns 503, and after `drainDelay` it accepts nothing new, closes the sockets with 1001, answers what is under way, ends
   * connections politely, waits for streams and background tasks, closes the app-scoped dependencies in reverse. Calling it again
   * gives the same promise.
   *
   * @throws when the app fails to stop, or takes longer than 5 s for it after everything else has ended
   */
  readonly close: (options?: CloseOptions) => Promise<void>;
  /**
   * Reads the files of `tls` anew; without `tls` it does nothing.
   * @throws {CertificateError} when they cannot be used; the server goes on with what it has
   */
  readonly renewCertificate: () => void;
}

/**
 * Serves an app: starts it first, and listens when it is ready.
 *
 * @throws {ListenError} when the port is taken, `MetricsPortError` when that of the metrics is; {CertificateError} when the files of `tls` cannot be used; whatever the app throws when
 * it starts
 * @example
 * const server = await serve(app, { port: 8000 });
 * process.once("SIGTERM", () => server.close());
 */
export async function serve(app: Pick<App, "start">, options: ServeOptions = {}): Promise<RunningServer> {
  const settings = completeSettings(options);
  const { tls, trustProxy = [], forwardedHeaders } = settings;
  const proxies = trustProxy.length === 0 ? undefined : new TrustedProxies(trustProxy, forwardedHeaders);
  const server = httpServer(settings);
  const running = await app.start();
  let exposed: Exposed | undefined;
  const connections = new Connections(server);
  const door = new NodeDoor(running, proxies);
  attach(server, door, connections);
  try {
    exposed = await exposeMetrics(running);
    const url = await listen(server, settings);
    const close = async (how: CloseOptions): Promise<void> => {
      try {
        await drain({ server, connections, door, running }, { ...settings, ...how });
      } finally {
        // Last of all: whatever was answered has been counted.
        await exposed?.close();
      }
    };
    let closing: Promise<void> | undefined;
    return {
      url,
      metricsUrl: exposed?.url,
      app: running,
      close(how = {}) {
        closing ??= close(how);
        return closing;
      },
      renewCertificate() {
        if (tls !== undefined) renewCertificate(server, tls);
      },
    };
  } catch (error) {
    await running.stop();
    await exposed?.close();
    throw error;
  }
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
  const leaving = (incoming: IncomingMessage, duplex: Duplex, head: Buffer): void => {
    const socket = duplex as Socket;
    const outgoing = door.upgrade(incoming, socket, head);
    if (outgoing !== undefined) connections.answering(socket, outgoing);
  };
  server.on("upgrade", leaving);
  // Nobody is connected to anybody: refused like any other request.
  server.on("connect", leaving);
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
  {
    idleGrace,
    drainDelay,
    closeDeadline,
    deadline = closeDeadline,
    quiet = false,
  }: CompleteSettings & CloseOptions,
): Promise<void> {
  const { logger } = running;
  if (!quiet) {
    running.beginDrain();
    if (drainDelay > 0) await new Promise((resolve) => setTimeout(resolve, drainDelay));
  }
  door.drain();
  running.beginStop();
  // The plain server's close: the HTTP server's would drop idle connections at once.
  const closed = new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve()));
  const stopClosingIdle = connections.closeIdle(idleGrace);
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
