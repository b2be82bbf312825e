/** A database of the test's own, on the server that there is. */
import { randomBytes } from "node:crypto";
import pg from "pg";
import { onTestFinished } from "vitest";
import { postgresServer } from "../../scripts/postgres-server.ts";

/** An empty database. */
export interface OwnDatabase {
  readonly url: string;
  readonly query: (text: string) => Promise<readonly Record<string, unknown>[]>;
}

/** Makes a database; it is dropped when the test has finished. */
export async function ownDatabase(): Promise<OwnDatabase> {
  const server = await postgresServer(process.env.TEST_DATABASE_URL || undefined);
  const name = `system_${randomBytes(8).toString("hex")}`;
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  await once(server.url, `create database ${name}`);
  onTestFinished(async () => {
    await once(server.url, `drop database ${name} with (force)`);
    await server.stop();
  });
  return { url: url.href, query: (text) => once(url.href, text) };
}

async function once(connectionString: string, text: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}
