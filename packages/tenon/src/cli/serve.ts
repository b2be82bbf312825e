/** `tenon serve <module>`: production, in one process or in several. */
import cluster from "node:cluster";
import { defaultLogger } from "../app/default-logger.ts";
import { thisWorker } from "../server/cluster.ts";
import { serve as listenAndServe, type RunningServer } from "../server/server.ts";
import { runService } from "../server/service.ts";
import type { Command } from "./command.ts";
import { docsAddress } from "./docs-address.ts";
import { type LoadedModule, loadApp } from "./load-app.ts";
import { serveCluster } from "./serve-cluster.ts";
import { listenOptions, processOptions, serverSettings, workersOf } from "./server-settings.ts";

const host = "0.0.0.0";

export const serve: Command = {
  name: "serve",
  summary: "serve an app, in production",
  positionals: ["<module>"],
  options: { ...listenOptions(host), ...processOptions },
  details: [
    "NODE_ENV is production unless it says something else. Flags win over HOST, PORT and WORKERS, these over the module's export",
    '"server" ({ host, port, workers, drainDelay, closeDeadline, trustProxy, ... }).',
    "",
    "SIGTERM and SIGINT stop it: readiness turns 503, what is under way is answered, then the process ends with 0. A second SIGINT ends",
    "it at once. SIGHUP replaces the workers one by one, each before the old one stops; without --workers it reads the files of --cert",
    "and --key anew, and without those it stops.",
  ].join("\n"),
  async run(given) {
    // Before the import: libraries read it when they are loaded.
    process.env.NODE_ENV ||= "production";
    const loaded = await loadApp(given.positionals[0] as string);
    const settings = serverSettings(given, loaded.server, host);
    const begin = () => listenAndServe(loaded.app, settings);
    if (cluster.isWorker) return runWorker(begin);
    const workers = workersOf(given, loaded.server);
    if (workers === undefined) return runAlone(begin, loaded, settings.tls !== undefined);
    const { logger = defaultLogger(), metrics } = loaded.app.options;
    return serveCluster({ workers, args: process.argv.slice(2), settings, logger, metrics });
  },
};

function runAlone(
  begin: () => Promise<RunningServer>,
  { app }: LoadedModule,
  encrypted: boolean,
): Promise<number> {
  return runService(begin, {
    ready({ url, app: { logger } }) {
      const docs = docsAddress(url, app.options);
      logger.info({ url, ...(docs === undefined ? {} : { docs }) }, `Listening on ${url}`);
    },
    ...(encrypted ? { hangup: renew } : {}),
    stopping: ({ app: { logger } }) => logger.info({}, "Stopping: what is under way is finished"),
    stopped: ({ app: { logger } }) => logger.info({}, "Stopped"),
  });
}

/** The primary process hears the signals of the terminal as well, and decides. */
function runWorker(begin: () => Promise<RunningServer>): Promise<number> {
  return runService(begin, {
    interrupt: "ignored",
    hangup: () => {},
    orders: (stop) => thisWorker.onOrder(stop),
    ready: ({ url }) => thisWorker.report({ tenon: "ready", url }),
    failing: () => thisWorker.report({ tenon: "leaving" }),
    stopping: ({ app: { logger } }) => logger.info({}, "A worker is stopping"),
  });
}

function renew({ renewCertificate, app: { logger } }: RunningServer): void {
  try {
    renewCertificate();
    logger.info({}, "The certificate was read anew");
  } catch (error) {
    logger.error({ err: error }, "The certificate was not renewed: the server goes on with the one it has");
  }
}
