/** A PostgreSQL server, through a pool of connections. */

import { NodePgSession, NodePgTransaction } from "drizzle-orm/node-postgres";
import { PgDialect } from "drizzle-orm/pg-core";
import pg from "pg";
import type { JobDatabase } from "tenon/jobs";
import type { Secret } from "../core/secret.ts";
import {
  type Connection,
  type Database,
  type OpenTransaction,
  type Orm,
  TransactionAborted,
} from "./database.ts";
import { applyToServer, requireMigratedServer } from "./migrations.ts";

/** Opens a pool; connections are made when they are needed. */
export async function openServer(url: Secret, poolSize: number): Promise<Database> {
  const pool = new pg.Pool({
    connectionString: url.reveal(),
    max: poolSize,
    application_name: "service",
    // A request that cannot get a connection, or whose query hangs, fails with a clear error instead of piling up.
    connectionTimeoutMillis: 5_000,
    statement_timeout: 30_000,
    idle_in_transaction_session_timeout: 60_000,
    // Whatever the server's own zone is: what a query writes as text or cuts into days is UTC.
    options: "-c TimeZone=UTC",
  });
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on("error", ignore);
  return new ServerDatabase(url, pool);
}

class ServerDatabase implements Database {
  readonly kind = "server";
  readonly jobs: JobDatabase;
  readonly #url: Secret;
  readonly #pool: pg.Pool;

  constructor(url: Secret, pool: pg.Pool) {
    this.#url = url;
    this.jobs = { connectionString: url.reveal() };
    this.#pool = pool;
  }

  async begin(): Promise<OpenTransaction> {
    const client = await this.#pool.connect();
    // The pool watches only over idle connections; the query that is under way reports what happened to this one.
    client.on("error", ignore);
    try {
      await client.query("begin");
    } catch (error) {
      giveBack(client, "broken");
      throw error;
    }
    const oneByOne = queue();
    return {
      query: (...query) => oneByOne(() => client.query(...(query as [pg.QueryConfig]))),
      commit: () => oneByOne(() => commit(client)),
      rollback: () => oneByOne(() => rollback(client)),
    };
  }

  orm(connection: Connection): Orm {
    const dialect = new PgDialect();
    // A connection inside a transaction: Drizzle's transaction class nests by savepoints, its database class by `begin`.
    const session = new NodePgSession<Record<string, never>, Record<string, never>>(
      connection as unknown as pg.PoolClient,
      dialect,
      undefined,
    );
    return new NodePgTransaction(dialect, session, undefined);
  }

  async migrate(): Promise<void> {
    await applyToServer(this.#url);
  }

  async requireMigrated(): Promise<void> {
    await requireMigratedServer(this.#url);
  }

  query(statement: {
    readonly text: string;
    readonly values: unknown[];
  }): Promise<{ readonly rows: unknown[] }> {
    return this.#pool.query(statement);
  }

  async ping(): Promise<void> {
    await this.#pool.query("select 1");
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }
}

/** A connection does one thing at a time; what a `Promise.all` asks of it at once waits here, and so does its end. */
function queue() {
  let last: Promise<unknown> = Promise.resolve();
  return <Result>(run: () => Promise<Result>): Promise<Result> => {
    const next = last.then(run);
    last = next.catch(ignore);
    return next;
  };
}

async function commit(client: pg.PoolClient): Promise<void> {
  let committed: pg.QueryResult;
  try {
    committed = await client.query("commit");
  } catch (error) {
    giveBack(client, "broken");
    throw error;
  }
  giveBack(client, "healthy");
  // `commit` of a transaction with a failed statement is no error to PostgreSQL: it rolls back and says so in one word.
  if (committed.command !== "COMMIT") throw new TransactionAborted();
}

async function rollback(client: pg.PoolClient): Promise<void> {
  try {
    await client.query("rollback");
    giveBack(client, "healthy");
  } catch {
    giveBack(client, "broken");
  }
}

function giveBack(client: pg.PoolClient, state: "healthy" | "broken"): void {
  // A broken connection may report its end after this: the listener of a healthy one only is taken away.
  if (state === "healthy") client.off("error", ignore);
  client.release(state === "broken");
}

function ignore(): void {}
