/** PostgreSQL inside this process (PGlite): for trying, developing and testing. It writes without fsync. */
import { chmodSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { PGlite, type Transaction } from "@electric-sql/pglite";
import { PgDialect } from "drizzle-orm/pg-core";
import { PgliteSession, PgliteTransaction } from "drizzle-orm/pglite";
import { type JobDatabase, migrateJobs } from "tenon/jobs";
import type { Connection, Database, OpenTransaction, Orm } from "./database.ts";
import { lockFolder } from "./lock.ts";
import { applyToEmbedded } from "./migrations.ts";

/** The folder of the embedded database. */
export function embeddedFolder(dataDir: string): string {
  return join(dataDir, "postgres");
}

/** Opens the database in a data folder; a new folder takes about three seconds. */
export async function openEmbedded(
  dataDir: string,
  say: (sentence: string) => void = () => {},
): Promise<Database> {
  const folder = embeddedFolder(dataDir);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // PGlite makes files that everybody may read; the folder is what keeps them private.
  chmodSync(folder, 0o700);
  const lock = lockFolder(folder);
  try {
    if (!existsSync(join(folder, "PG_VERSION")))
      say(`Making a new database in ${folder}: a few seconds, once`);
    return new EmbeddedDatabase("embedded", await PGlite.create(folder), () => lock.release());
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** A database in memory. @param image of a data folder to begin with, instead of an empty one that takes seconds to make */
export async function openInMemory(image?: Blob): Promise<Database & { image(): Promise<Blob> }> {
  const pglite = await PGlite.create(image === undefined ? {} : { loadDataDir: image });
  const database = new EmbeddedDatabase("memory", pglite, () => {});
  return Object.assign(database, { image: () => pglite.dumpDataDir("none") });
}

class EmbeddedDatabase implements Database {
  readonly kind: "embedded" | "memory";
  readonly jobs: JobDatabase;
  readonly #pglite: PGlite;
  readonly #afterClose: () => void;

  constructor(kind: "embedded" | "memory", pglite: PGlite, afterClose: () => void) {
    this.kind = kind;
    this.jobs = { pglite };
    this.#pglite = pglite;
    this.#afterClose = afterClose;
  }

  /** PGlite gives a transaction to a callback for as long as that runs; this one runs until commit or rollback. */
  async begin(signal?: AbortSignal): Promise<OpenTransaction> {
    signal?.throwIfAborted();
    const begun = Promise.withResolvers<Transaction>();
    const ending = Promise.withResolvers<"commit" | "rollback">();
    const ended = this.#pglite.transaction(async (transaction) => {
      begun.resolve(transaction);
      if ((await ending.promise) === "rollback") await transaction.rollback();
    });
    // A `begin` that fails never calls back.
    ended.catch(begun.reject);
    const transaction = await begun.promise;
    return {
      query: async (...query) => {
        signal?.throwIfAborted();
        return transaction.query(...(query as Parameters<Transaction["query"]>));
      },
      commit: async () => {
        ending.resolve("commit");
        await ended;
      },
      rollback: async () => {
        ending.resolve("rollback");
        await ended.catch(() => undefined);
      },
    };
  }

  orm(connection: Connection): Orm {
    const dialect = new PgDialect();
    // A connection inside a transaction: Drizzle's transaction class nests by savepoints, its database class by `begin`.
    const session = new PgliteSession<Record<string, never>, Record<string, never>>(
      connection as unknown as Transaction,
      dialect,
      undefined,
    );
    return new PgliteTransaction(dialect, session, undefined);
  }

  async migrate(): Promise<void> {
    await applyToEmbedded(this.#pglite);
    await migrateJobs(this.jobs);
  }

  /** What lives inside this process nobody else can have migrated. */
  async requireMigrated(): Promise<void> {
    await this.migrate();
  }

  query({
    text,
    values,
  }: {
    readonly text: string;
    readonly values: unknown[];
  }): Promise<{ readonly rows: unknown[] }> {
    return this.#pglite.query(text, values);
  }

  async ping(): Promise<void> {
    await this.#pglite.query("select 1");
  }

  async close(): Promise<void> {
    try {
      await this.#pglite.close();
    } finally {
      this.#afterClose();
    }
  }
}
