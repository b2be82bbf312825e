/** Where jobs are kept: PostgreSQL, on a server or inside the process. */
import type { ConstructorOptions } from "pg-boss";

/** What is asked of PGlite; a `PGlite` fits as it is. */
export interface EmbeddedPostgres {
  // biome-ignore lint/suspicious/noExplicitAny: rows are what the statement says
  query<Row = any>(statement: string, parameters?: unknown[]): Promise<{ rows: Row[] }>;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  exec(statements: string): Promise<{ rows: any[] }[]>;
  listen?(channel: string, told: (payload: string) => void): Promise<() => Promise<void>>;
}

/**
 * The database of the jobs: best the service's own, so that a job can be sent in the transaction of a request. The engine opens
 * connections of its own on a server; on PGlite it shares the one there is.
 */
export type JobDatabase =
  | {
      /** `postgresql://...`; not through a pooler in transaction mode, which cannot LISTEN. */
      readonly connectionString: string;
      /** The most connections for sending outside of transactions, for the operators' page and for all workers. Default: 4 each. */
      readonly poolSize?: number;
    }
  | { readonly pglite: EmbeddedPostgres };

/** A transaction of the service: what is sent through it commits or vanishes with it. */
export interface JobTransaction {
  /** Runs one statement with `$1`, `$2`, ... in the transaction. */
  executeSql(statement: string, parameters?: unknown[]): Promise<{ readonly rows: unknown[] }>;
}

/** The engine's options that follow from a database. */
export async function connectionOptions(
  database: JobDatabase,
  { fromPglite }: Pick<typeof import("pg-boss"), "fromPglite">,
): Promise<ConstructorOptions> {
  if ("pglite" in database) return { db: fromPglite(database.pglite), backend: "pglite" };
  return { connectionString: database.connectionString, max: database.poolSize ?? 4 };
}
