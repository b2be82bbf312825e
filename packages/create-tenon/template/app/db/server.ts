/** A PostgreSQL server, through a pool of connections. */

import { NodePgSession, NodePgTransaction } from "drizzle-orm/node-postgres";
import { PgDialect } from "drizzle-orm/pg-core";
import pg from "pg";
import type { JobDatabase } from "tenon/jobs";
import { type Metrics, observePool, type PoolMetrics } from "tenon/metrics";
import type { Secret } from "../core/secret.ts";
import { Cancellation } from "./cancellation.ts";
import {
  type Connection,
  type Database,
  type OpenTransaction,
  type Orm,
  TransactionAborted,
} from "./database.ts";
import { applyToServer, requireMigratedServer } from "./migrations.ts";

/** Opens a pool; connections are made when they are needed. @param meters measures it */
export async function openServer(url: Secret, poolSize: number, meters?: Metrics): Promise<Database> {
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
  const measured = meters === undefined ? undefined : observePool(meters, pool, "service");
  return new ServerDatabase(url, pool, measured);
}

class ServerDatabase implements Database {
  readonly kind = "server";
  readonly jobs: JobDatabase;
  readonly #url: Secret;
  readonly #pool: pg.Pool;
  readonly #measured: PoolMetrics | undefined;

  constructor(url: Secret, pool: pg.Pool, measured: PoolMetrics | undefined) {
    this.#url = url;
    this.jobs = { connectionString: url.reveal() };
    this.#pool = pool;
    this.#measured = measured;
  }

  async begin(signal?: AbortSignal): Promise<OpenTransaction> {
    const client = await this.#connect(signal);
    // The pool watches only over idle connections; the query that is under way reports what happened to this one.
    client.on("error", ignore);
    try {
      await client.query("begin");
    } catch (error) {
      giveBack(client, "broken");
      throw error;
    }
    const oneByOne = queue();
    const cancellation = signal === undefined ? undefined : new Cancellation(client, signal);
    const run = (query: () => Promise<unknown>): Promise<unknown> => cancellation?.run(query) ?? query();
    const ending = <Result>(end: (client: pg.PoolClient) => Promise<Result>): Promise<Result> =>
      oneByOne(() => {
        cancellation?.end();
        return end(client);
      });
    return {
      query: (...query) => oneByOne(() => run(() => client.query(...(query as [pg.QueryConfig])))),
      commit: () => ending(commit),
      rollback: () => ending(rollback),
    };
  }

  async #connect(signal: AbortSignal | undefined): Promise<pg.PoolClient> {
    signal?.throwIfAborted();
    const ended = this.#measured?.waiting();
    const connecting = this.#pool.connect();
    try {
      const client = await unlessAborted(connecting, signal);
      ended?.("connected");
      return client;
    } catch (error) {
      ended?.(isTimeout(error) ? "timeout" : "failed");
      // Out of the line: what comes all the same goes back.
      if (signal?.aborted === true) connecting.then((client) => client.release(), ignore);
      throw error;
    }
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

/** What comes first: the value, or the end of the time for it. */
async function unlessAborted<Value>(value: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (signal === undefined) return value;
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([value, aborted]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

/** `pg` has a sentence for it, and no code. */
function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith("timeout exceeded when trying to connect");
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
