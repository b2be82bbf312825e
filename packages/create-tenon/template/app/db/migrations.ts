/** Applies the migrations of `migrations/`, each once. */
import { resolve } from "node:path";
import type { PGlite } from "@electric-sql/pglite";
import { drizzle as drizzleServer } from "drizzle-orm/node-postgres";
import { migrate as migrateServer } from "drizzle-orm/node-postgres/migrator";
import { drizzle as drizzleEmbedded } from "drizzle-orm/pglite";
import { migrate as migrateEmbedded } from "drizzle-orm/pglite/migrator";
import pg from "pg";
import { migrateJobs } from "tenon/jobs";
import type { Secret } from "../core/secret.ts";

const migrationsFolder = resolve(import.meta.dirname, "../../migrations");

/** Any constant will do, as long as nothing else in this database locks by it. */
const advisoryLock = 7_305_806_031;

/** Migrates the embedded database; its folder's lock keeps others away. */
export async function applyToEmbedded(pglite: PGlite): Promise<void> {
  await migrateEmbedded(drizzleEmbedded(pglite), { migrationsFolder });
}

/**
 * Migrates a server. Processes that start together wait for the first one and find nothing left to do: Drizzle's own
 * `migrate` takes no lock. The connection is its own, because waiting may take longer than a query of a request may.
 */
export async function applyToServer(url: Secret): Promise<void> {
  const client = new pg.Client({ connectionString: url.reveal(), application_name: "migrate" });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [advisoryLock]);
    await migrateServer(drizzleServer(client), { migrationsFolder });
    await migrateJobs({ connectionString: url.reveal() });
  } finally {
    // The lock belongs to the connection and ends with it.
    await client.end();
  }
}
