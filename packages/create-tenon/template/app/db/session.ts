/** A session: the transaction of one request, job or command. It begins at the first query and ends with the request. */
import { cancelSignal, dependency } from "tenon";
import { tracedQuery } from "tenon/tracing";
import { database } from "./base.ts";
import type { Database, OpenTransaction, Orm } from "./database.ts";
import { withoutParameters } from "./query-error.ts";
import { unlessUnavailable } from "./unavailable.ts";

/** Something to do first in a transaction, by a query builder in it. */
type AtBegin = (orm: Orm) => Promise<void>;

/**
 * Queries in one transaction. Nothing is open before the first query: a request that is refused earlier never takes a
 * connection. Do nothing slow while one is open; `release()` before it.
 */
export class Session {
  /** Drizzle's query builder; every query runs in this session's transaction. */
  readonly orm: Orm;
  readonly #database: Database;
  readonly #atBegin: AtBegin[] = [];
  #transaction: Promise<OpenTransaction> | undefined;
  #ended = false;
  readonly #signal: AbortSignal | undefined;

  /** @param signal cancels the query that runs, and those that would come after it */
  constructor(database: Database, signal?: AbortSignal) {
    this.#database = database;
    this.#signal = signal;
    this.orm = database.orm({
      query: async (...query) => {
        const transaction = await this.#begun();
        return traced(textOf(query[0]), () => transaction.query(...query));
      },
    });
  }

  /** Runs one statement with `$1`, `$2`, ... in this session's transaction: for what Drizzle does not know. */
  async executeSql(statement: string, parameters: unknown[] = []): Promise<{ readonly rows: unknown[] }> {
    const transaction = await this.#begun();
    const run = (): Promise<unknown> => transaction.query(statement, parameters);
    return (await traced(statement, run)) as { readonly rows: unknown[] };
  }

  /**
   * Runs something now, and again at the beginning of each further transaction of this session, before its first query: for what
   * ends with a transaction, such as a lock. What it throws is thrown by the query that began the transaction.
   */
  async inEachTransaction(run: AtBegin): Promise<void> {
    const { isOpen } = this;
    this.#atBegin.push(run);
    if (isOpen) await run(this.orm);
    else await this.#begun();
  }

  /** Whether a transaction is open now. */
  get isOpen(): boolean {
    return this.#transaction !== undefined;
  }

  /**
   * Commits what was done up to here and gives the connection back; the next query begins another transaction.
   * For before something slow, such as hashing a password: the embedded database has one connection for everybody.
   */
  async release(): Promise<void> {
    const begun = this.#transaction;
    this.#transaction = undefined;
    const transaction = await begun;
    if (transaction !== undefined) await traced("commit", () => transaction.commit());
  }

  /** Commits; the session is over. */
  async commit(): Promise<void> {
    this.#ended = true;
    await this.release();
  }

  /** Rolls back what is not committed; the session is over. Never rejects, so that it hides no error. */
  async rollback(): Promise<void> {
    this.#ended = true;
    const transaction = this.#transaction;
    this.#transaction = undefined;
    // A transaction that did not even begin has nothing to roll back.
    await transaction?.then(
      (it) => it.rollback(),
      () => undefined,
    );
  }

  #begun(): Promise<OpenTransaction> {
    // A query that nobody awaited would otherwise open a transaction that nobody ends.
    if (this.#ended)
      throw new Error("The session is over: a query came after its commit or rollback (a missing await?)");
    this.#transaction ??= this.#begin();
    return this.#transaction;
  }

  async #begin(): Promise<OpenTransaction> {
    const transaction = await traced("begin", () => this.#database.begin(this.#signal));
    try {
      for (const run of this.#atBegin) await run(this.#database.orm(transaction));
    } catch (error) {
      await transaction.rollback();
      throw error;
    }
    return transaction;
  }
}

/** A query in a span of its own, where traces are recorded. */
function traced<Result>(text: string, run: () => Result): Result {
  return tracedQuery({ system: "postgresql", text }, run);
}

/** Drivers take a statement as text or with its text in an object. */
function textOf(query: unknown): string {
  return typeof query === "string" ? query : (query as { readonly text: string }).text;
}

/** Runs a function in a session of its own: committed when it returns, rolled back when it throws. */
export async function inSession<Result>(
  database: Database,
  run: (session: Session) => Promise<Result>,
): Promise<Result> {
  const session = new Session(database);
  try {
    const result = await run(session);
    await session.commit();
    return result;
  } catch (error) {
    await session.rollback();
    throw unlessUnavailable(withoutParameters(error));
  }
}

/** The session of a request: committed before the answer leaves, rolled back by an error, released in any case. */
export const dbSession = dependency(
  { name: "dbSession", depends: { db: database, signal: cancelSignal } },
  async function* ({ db, signal }) {
    const session = new Session(db, signal);
    try {
      yield session;
      await session.commit();
    } catch (error) {
      await session.rollback();
      throw unlessUnavailable(withoutParameters(error));
    }
  },
);
