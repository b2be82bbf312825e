/** The life of a serving process: begins, serves until it is told to stop, and ends with the right exit code. */
import type { RunningApp } from "../app/running-app.ts";
import type { CloseOptions, RunningServer } from "./server.ts";
import { within } from "./within.ts";

/** `npm` passes on a Ctrl-C that the terminal has sent to everybody already: within this time, in milliseconds, it is one. */
const sameKeystroke = 300;

/** What a process runs: a server, or a worker that serves nothing. */
export interface Runnable {
  readonly app: RunningApp;
  readonly close: (how?: CloseOptions) => Promise<void>;
}

/** How a serving process is run. */
export interface ServiceOptions<Running extends Runnable = RunningServer> {
  /** Called when the server listens. */
  readonly ready?: (server: Running) => void;
  /** Called when it begins to stop. */
  readonly stopping?: (server: Running) => void;
  /** Called when everything has ended and is closed. */
  readonly stopped?: (server: Running) => void;
  /** How long a start that was told to stop may still take, in milliseconds. Default: 10,000. */
  readonly startDeadline?: number;
  /** Stop as well when the process that started this one has gone. Default: false. */
  readonly followParent?: boolean;
  /** Called when something is thrown that nobody caught, before the server begins to stop. */
  readonly failing?: () => void;
  /** What SIGHUP does. Default: it stops, like SIGTERM. */
  readonly hangup?: (server: Running) => void;
  /** SIGINT comes to a whole group of processes; where another one of them decides, it is `ignored`. Default: `stops`. */
  readonly interrupt?: "stops" | "ignored";
  /** Hears of another reason to stop: gets the function that does it. */
  readonly orders?: (stop: (how?: CloseOptions) => void) => void;
}

/**
 * Runs a server until SIGTERM or SIGINT (a second SIGINT ends the process at once, with 130), or until something is thrown
 * that nobody caught.
 *
 * @returns the exit code: 0, or 1 after an uncaught exception or a failed stop
 * @throws whatever `begin` throws
 */
export async function runService<Running extends Runnable = RunningServer>(
  begin: () => Promise<Running>,
  options: ServiceOptions<Running> = {},
): Promise<number> {
  const { promise: told, resolve: stop } = Promise.withResolvers<CloseOptions>();
  let failed = false;
  let server: Running | undefined;
  onSignals(options.interrupt ?? "stops", () => stop({}));
  process.on("SIGHUP", () => {
    if (options.hangup === undefined) stop({});
    else if (server !== undefined) options.hangup(server);
  });
  if (options.followParent === true) process.on("disconnect", () => stop({}));
  options.orders?.((how = {}) => stop(how));
  const starting = begin();
  // An unhandled rejection arrives here too. Its error may have left anything half done: no new requests, but the others' answers.
  process.on("uncaughtException", (error, origin) => {
    if (server === undefined) console.error(error);
    else server.app.logger.error({ err: error, origin, category: "defect" }, "Nobody caught this: stopping");
    failed = true;
    options.failing?.();
    stop({ quiet: true });
  });
  const first = await Promise.race([starting.then(() => undefined), told]);
  if (first !== undefined && !(await within(starting, options.startDeadline ?? 10_000))) return 1;
  server = await starting;
  if (first === undefined) options.ready?.(server);
  const how = await told;
  options.stopping?.(server);
  try {
    await server.close(how);
    options.stopped?.(server);
    return failed ? 1 : 0;
  } catch (error) {
    server.app.logger.error({ err: error }, "The service did not stop cleanly");
    return 1;
  }
}

function onSignals(interrupt: "stops" | "ignored", stop: () => void): void {
  let interrupted: number | undefined;
  process.on("SIGTERM", stop);
  process.on("SIGINT", () => {
    if (interrupt === "ignored") return;
    const now = performance.now();
    if (interrupted !== undefined && now - interrupted > sameKeystroke) process.exit(130);
    interrupted ??= now;
    stop();
  });
}
