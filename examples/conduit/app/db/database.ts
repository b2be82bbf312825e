/** The database of the running app: a PostgreSQL server by DATABASE_URL, the embedded one (PGlite) otherwise. */
import cluster from "node:cluster";
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { PGlite } from "@electric-sql/pglite";
import { drizzle as drizzleServer } from "drizzle-orm/node-postgres";
import { migrate as migrateServer } from "drizzle-orm/node-postgres/migrator";
import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";
import { drizzle as drizzleEmbedded } from "drizzle-orm/pglite";
import { migrate as migrateEmbedded } from "drizzle-orm/pglite/migrator";
import pg from "pg";
import { dependency, StartError } from "tenon";
import { config } from "../core/config.ts";

/** Drizzle's query builder, the same for both. */
export type Database = PgDatabase<PgQueryResultHKT>;

/** An open database, migrated. */
export interface OpenDatabase {
  readonly db: Database;
  close(): Promise<void>;
}

const migrations = { migrationsFolder: resolve(import.meta.dirname, "../../migrations") };

/** Opens a server. Processes that start together migrate it one after the other. */
export async function openServer(connectionString: string): Promise<OpenDatabase> {
  const pool = new pg.Pool({ connectionString, max: 10 });
  pool.on("error", () => {}); // An idle connection that breaks is replaced; without a listener it would end the process.
  const client = await pool.connect();
  try {
    await client.query("select pg_advisory_lock(7305806032)");
    await migrateServer(drizzleServer(client), migrations);
    await client.query("select pg_advisory_unlock(7305806032)");
  } finally {
    client.release();
  }
  return { db: drizzleServer(pool), close: () => pool.end() };
}

/** Opens the embedded database in a folder, or a new one in memory. */
export async function openEmbedded(folder?: string): Promise<OpenDatabase> {
  const lock = folder === undefined ? undefined : lockFolder(folder);
  const pglite = await (folder === undefined ? PGlite.create() : PGlite.create(join(folder, "postgres")));
  const db = drizzleEmbedded(pglite);
  await migrateEmbedded(db, migrations);
  return { db, close: () => pglite.close().finally(() => lock?.close()) };
}

/** PGlite takes no lock, and two processes in one folder lose data; SQLite's ends with its process, whatever ended it. */
function lockFolder(folder: string): DatabaseSync {
  if (cluster.isWorker)
    throw new StartError("The embedded database serves one process: name a server in DATABASE_URL.");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lock = new DatabaseSync(join(folder, "lock"));
  try {
    lock.exec("begin exclusive");
  } catch (cause) {
    throw new StartError(`The database in ${folder} is in use by another process.`, { cause });
  }
  return lock;
}

/** The database of the running app. */
export const database = dependency({ scope: "app", name: "database" }, async function* () {
  const { databaseUrl, dataDir } = config;
  const { db, close } = await (databaseUrl === undefined ? openEmbedded(dataDir) : openServer(databaseUrl));
  try {
    yield db;
  } finally {
    await close();
  }
});
