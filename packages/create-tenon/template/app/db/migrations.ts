/** Applies the migrations of `migrations/`, each once. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { PGlite } from "@electric-sql/pglite";
import { drizzle as drizzleServer } from "drizzle-orm/node-postgres";
import { migrate as migrateServer } from "drizzle-orm/node-postgres/migrator";
import { drizzle as drizzleEmbedded } from "drizzle-orm/pglite";
import { migrate as migrateEmbedded } from "drizzle-orm/pglite/migrator";
import pg from "pg";
import { StartError } from "tenon";
import { migrateJobs, requireMigratedJobs } from "tenon/jobs";
import type { Secret } from "../core/secret.ts";

const migrationsFolder = resolve(import.meta.dirname, "../../migrations");

/** Any constant will do, as long as nothing else in this database locks by it. */
const advisoryLock = 7_305_806_031;

/** The oldest version of PostgreSQL that is supported and tested. */
const floor = 15;

/** The server is older than what the service is made for. */
export class ServerTooOld extends StartError {
  override readonly name = "ServerTooOld";

  /** @param version as the server says it: `14.12` */
  constructor(version: string) {
    super(`PostgreSQL ${floor} or later is needed; the server of DATABASE_URL is ${version}.`);
  }
}

/** A process that was told to migrate nothing has found something to do. */
export class NotMigrated extends StartError {
  override readonly name = "NotMigrated";

  constructor(missing: string, options?: ErrorOptions) {
    super(
      `The database is not migrated: ${missing} This process only checks (MIGRATE=off): run "npm run db:migrate" first.`,
      options,
    );
  }
}

/** Migrates the embedded database; its folder's lock keeps others away. */
export async function applyToEmbedded(pglite: PGlite): Promise<void> {
  await migrateEmbedded(drizzleEmbedded(pglite), { migrationsFolder });
}

/**
 * Migrates a server. Processes that start together wait for the first one and find nothing left to do: Drizzle's own
 * `migrate` takes no lock. The connection is its own, because waiting may take longer than a query of a request may.
 */
export async function applyToServer(url: Secret): Promise<void> {
  await asOnlyOne(url, async (client) => {
    await migrateServer(drizzleServer(client), { migrationsFolder });
    await migrateJobs({ connectionString: url.reveal() });
  });
}

/**
 * Makes sure that a server has all migrations of this version, and changes nothing. Later ones are no fault: while a new version
 * is rolled out the old one still runs.
 *
 * @throws {NotMigrated} naming the missing ones
 */
export async function requireMigratedServer(url: Secret): Promise<void> {
  const client = new pg.Client({ connectionString: url.reveal(), application_name: "migration-check" });
  await client.connect();
  try {
    await requireFloor(client);
    const last = await lastApplied(client);
    const missing = readJournal().filter(({ when }) => when > last);
    if (missing.length > 0) throw new NotMigrated(`missing ${missing.map(({ tag }) => tag).join(", ")}.`);
  } finally {
    await client.end();
  }
  try {
    await requireMigratedJobs({ connectionString: url.reveal() });
  } catch (error) {
    throw error instanceof StartError ? new NotMigrated(error.message, { cause: error }) : error;
  }
}

/** Drizzle notes the time of each migration it has applied, and applies what is younger than the last one. */
async function lastApplied(client: pg.Client): Promise<number> {
  const { rows: tables } = await client.query("select to_regclass('drizzle.__drizzle_migrations') as found");
  if (tables[0]?.found === null) return 0;
  const { rows } = await client.query("select max(created_at) as last from drizzle.__drizzle_migrations");
  return Number(rows[0]?.last ?? 0);
}

function readJournal(): readonly { readonly tag: string; readonly when: number }[] {
  return JSON.parse(readFileSync(resolve(migrationsFolder, "meta/_journal.json"), "utf8")).entries;
}

/**
 * Empties the database of a server: all schemas in it, whoever made them, and what stands in them.
 *
 * @throws when something else holds on to it for ten seconds
 */
export async function emptyServer(url: Secret): Promise<void> {
  await asOnlyOne(url, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      "select nspname as name from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'",
    );
    await client.query("begin");
    await client.query("set local lock_timeout = '10s'");
    for (const { name } of rows) await client.query(`drop schema ${pg.escapeIdentifier(name)} cascade`);
    await client.query("create schema public");
    await client.query("commit");
  });
}

/**
 * Runs something that only one process at a time may do to a database.
 *
 * @throws {ServerTooOld}
 */
async function asOnlyOne(url: Secret, run: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url.reveal(), application_name: "migrate" });
  await client.connect();
  try {
    await requireFloor(client);
    await client.query("select pg_advisory_lock($1)", [advisoryLock]);
    await run(client);
  } finally {
    // The lock belongs to the connection and ends with it.
    await client.end();
  }
}

/** @throws {ServerTooOld} */
export async function requireFloor(client: Pick<pg.Client, "query">): Promise<void> {
  const { rows } = await client.query<{ version: string }>(
    "select current_setting('server_version') as version",
  );
  const version = rows[0]?.version ?? "";
  if (Number.parseInt(version, 10) < floor) throw new ServerTooOld(version);
}
