/** What the service knows of its database: the same for the embedded one and for a server. */
import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";
import type { JobDatabase } from "tenon/jobs";

/**
 * Drizzle's query builder. The driver's own result type is left out on purpose: what only one of them can do would break
 * with the other.
 */
export type Orm = PgDatabase<PgQueryResultHKT>;

/** The one method of a driver's connection that Drizzle calls. Its arguments are the driver's own business. */
export interface Connection {
  query(...query: readonly unknown[]): Promise<unknown>;
}

/** A transaction that has begun. `commit` or `rollback` is called once, and gives the connection back in any case. */
export interface OpenTransaction extends Connection {
  /** Rejects when nothing was committed; what is resolved is kept. */
  commit(): Promise<void>;
  /** Never rejects: a connection that cannot roll back is closed, and the server rolls back by itself. */
  rollback(): Promise<void>;
}

/** A database that is open. */
export interface Database {
  /** `embedded` in the data folder, in `memory`, or a `server`. */
  readonly kind: "embedded" | "memory" | "server";
  /** The same database for the engine of jobs. */
  readonly jobs: JobDatabase;
  /**
   * Begins a transaction on a connection of its own; sessions do that.
   * @param signal ends the wait for a connection, and the query that runs; the embedded database cannot interrupt one
   */
  begin(signal?: AbortSignal): Promise<OpenTransaction>;
  /** Runs one statement by itself, outside of any transaction. On the embedded database it waits for those that are open. */
  query(statement: {
    readonly text: string;
    readonly values: unknown[];
  }): Promise<{ readonly rows: unknown[] }>;
  /** The query builder over a connection inside a transaction; a nested `transaction()` is a savepoint. */
  orm(connection: Connection): Orm;
  /** Applies the migrations that are missing, those of the jobs too. Any number of processes may do it at once. */
  migrate(): Promise<void>;
  /**
   * Changes nothing, and makes sure that nothing is missing.
   * @throws {NotMigrated} naming what is
   */
  requireMigrated(): Promise<void>;
  /** Rejects when the database does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** A statement failed, its error was swallowed, and the transaction was then to be committed: PostgreSQL rolled it back. */
export class TransactionAborted extends Error {
  override readonly name = "TransactionAborted";

  constructor() {
    super(
      "The transaction was rolled back: one of its statements had failed, and the error was not passed on",
    );
  }
}
