/**
 * Databases for tests, each made for one test file and thrown away: in memory, or with TEST_DATABASE_URL a new database
 * on that server. A test never touches a database that it did not make.
 */
import { createHash, randomBytes } from "node:crypto";
import { existsSync, openAsBlob } from "node:fs";
import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import pg from "pg";
import { Secret } from "../app/core/secret.ts";
import type { Database } from "../app/db/database.ts";
import { openInMemory } from "../app/db/embedded.ts";
import { openServer } from "../app/db/server.ts";

const project = resolve(import.meta.dirname, "..");

/** A server on which tests may make and drop databases, if one was given. */
export const testServer = process.env.TEST_DATABASE_URL;

/** A new database with all migrations applied. Close it at the end. */
export async function openTestDatabase(): Promise<Database> {
  return testServer === undefined ? openInMemory(await migratedImage()) : onServer(testServer);
}

/** A new, empty database on a server, and its removal. */
export async function createServerDatabase(server: string): Promise<{ url: Secret; drop(): Promise<void> }> {
  const name = `test_${randomBytes(8).toString("hex")}`;
  await asOperator(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: new Secret(url.href), drop: () => asOperator(server, `drop database ${name} with (force)`) };
}

async function onServer(server: string): Promise<Database> {
  const { url, drop } = await createServerDatabase(server);
  const database = await openServer(url, 10);
  await database.migrate();
  const close = database.close.bind(database);
  return Object.assign(database, {
    close: async () => {
      await close();
      await drop();
    },
  });
}

async function asOperator(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** A migrated data folder as one file, kept between runs: making one takes seconds, loading it a fraction of one. */
async function migratedImage(): Promise<Blob> {
  const folder = join(project, "node_modules", ".cache", "service-tests");
  const path = join(folder, `postgres-${await fingerprint()}.tar`);
  if (existsSync(path)) return openAsBlob(path);

  const database = await openInMemory();
  await database.migrate();
  const image = await database.image();
  await database.close();
  await mkdir(folder, { recursive: true });
  const draft = `${path}.${randomBytes(4).toString("hex")}`;
  await writeFile(draft, image.stream());
  await rename(draft, path);
  return image;
}

async function fingerprint(): Promise<string> {
  const hash = createHash("sha256");
  hash.update(await readFile(createRequire(import.meta.url).resolve("@electric-sql/pglite")));
  // The job tables are in it, too.
  hash.update(await readFile(createRequire(import.meta.url).resolve("pg-boss/package.json")));
  const migrations = join(project, "migrations");
  for (const name of (await readdir(migrations)).sort()) {
    if (name.endsWith(".sql")) hash.update(await readFile(join(migrations, name)));
  }
  return hash.digest("hex").slice(0, 16);
}
