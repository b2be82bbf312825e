/** Opens the database that the settings name. */
import cluster from "node:cluster";
import { dependency, logger, StartError } from "tenon";
import type { Metrics } from "tenon/metrics";
import type { Settings } from "../core/config.ts";
import { meters } from "../core/metrics.ts";
import { settings } from "../core/settings.ts";
import type { Database } from "./database.ts";
import { openEmbedded, openInMemory } from "./embedded.ts";
import { openServer } from "./server.ts";

/** What of the settings decides about the database. */
export type DatabaseSettings = Pick<Settings, "databaseUrl" | "databasePoolSize" | "dataDir">;

/** The embedded database is asked for by one of several workers: each would have a database of its own, or fight for one. */
export class EmbeddedInWorkers extends StartError {
  override readonly name = "EmbeddedInWorkers";

  constructor() {
    super(
      "The embedded database lives inside one process, and this is one of several workers: run a single process, or name " +
        "a PostgreSQL server in DATABASE_URL.",
    );
  }
}

/**
 * Opens a server by DATABASE_URL, a database in memory by `memory://`, and the embedded one otherwise.
 *
 * @throws {EmbeddedInWorkers} for the last two in a worker of a cluster
 */
export async function openDatabase(
  { databaseUrl, databasePoolSize, dataDir }: DatabaseSettings,
  say?: (sentence: string) => void,
  meters?: Metrics,
): Promise<Database> {
  const isServer = databaseUrl !== undefined && !databaseUrl.reveal().startsWith("memory:");
  if (isServer) return openServer(databaseUrl, databasePoolSize, meters);
  if (cluster.isWorker) throw new EmbeddedInWorkers();
  return databaseUrl === undefined ? openEmbedded(dataDir, say) : openInMemory();
}

/** The database of the running app: opened and migrated at start-up, closed at shutdown. */
export const database = dependency(
  { scope: "app", name: "database", depends: { settings, logger } },
  async function* ({ settings, logger }) {
    const opened = await openDatabase(settings, (sentence) => logger.info({}, sentence), meters);
    try {
      if (settings.migrate) await opened.migrate();
      else await opened.requireMigrated();
      yield opened;
    } finally {
      await opened.close();
    }
  },
);
