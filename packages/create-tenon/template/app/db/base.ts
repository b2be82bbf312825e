/** Opens the database that the settings name. */
import { dependency, logger } from "tenon";
import type { Settings } from "../core/config.ts";
import { settings } from "../core/settings.ts";
import type { Database } from "./database.ts";
import { openEmbedded, openInMemory } from "./embedded.ts";
import { openServer } from "./server.ts";

/** What of the settings decides about the database. */
export type DatabaseSettings = Pick<Settings, "databaseUrl" | "databasePoolSize" | "dataDir">;

/** Opens a server by DATABASE_URL, a database in memory by `memory://`, and the embedded one otherwise. */
export async function openDatabase(
  { databaseUrl, databasePoolSize, dataDir }: DatabaseSettings,
  say?: (sentence: string) => void,
): Promise<Database> {
  if (databaseUrl === undefined) return openEmbedded(dataDir, say);
  if (databaseUrl.reveal().startsWith("memory:")) return openInMemory();
  return openServer(databaseUrl, databasePoolSize);
}

/** The database of the running app: opened and migrated at start-up, closed at shutdown. */
export const database = dependency(
  { scope: "app", name: "database", depends: { settings, logger } },
  async function* ({ settings, logger }) {
    const opened = await openDatabase(settings, (sentence) => logger.info({}, sentence));
    try {
      // What lives inside this process can be migrated by no other one.
      if (settings.migrateOnStart || opened.kind !== "server") await opened.migrate();
      yield opened;
    } finally {
      await opened.close();
    }
  },
);
