/** An app with jobs on a database in memory, for a test file: a session a request, as a service has it. */
import { PGlite, type Transaction } from "@electric-sql/pglite";
import { afterAll, beforeAll } from "vitest";
import {
  type AppOptions,
  createApp,
  dependency,
  type Logger,
  type Override,
  type Routes,
  silentLogger,
} from "../../src/index.ts";
import { type Job, type JobsOptions, jobEngine, jobs, queueOf } from "../../src/jobs/index.ts";
import { type TestClient, testClient } from "../../src/testing/index.ts";

/** The database of this file. */
export const database = dependency({ scope: "app", name: "database" }, () => pglite);
let pglite: PGlite;

/** What keeps the jobs of this file. */
export const engine = jobEngine({
  database: dependency({ scope: "app", depends: { database } }, (own) => ({ pglite: own.database })),
});

/** A transaction for each request and each run of a job. */
export const session = dependency(
  { name: "session", depends: { database } },
  async function* ({ database: opened }): AsyncGenerator<Session> {
    const begun = Promise.withResolvers<Transaction>();
    const ending = Promise.withResolvers<"commit" | "rollback">();
    let transaction: Promise<Transaction> | undefined;
    let ended: Promise<unknown> | undefined;
    const begin = (): Promise<Transaction> => {
      ended ??= opened.transaction(async (own) => {
        begun.resolve(own);
        if ((await ending.promise) === "rollback") await own.rollback();
      });
      transaction ??= begun.promise;
      return transaction;
    };
    try {
      yield {
        query: async <Row>(statement: string, parameters?: unknown[]) => {
          const { rows } = await (await begin()).query<Row>(statement, parameters);
          return rows;
        },
      };
      ending.resolve("commit");
      await ended;
    } catch (error) {
      ending.resolve("rollback");
      await ended?.catch(() => undefined);
      throw error;
    }
  },
);

export interface Session {
  query<Row = Record<string, unknown>>(statement: string, parameters?: unknown[]): Promise<Row[]>;
}

/** The queue in the session's transaction. */
export const jobQueue = queueOf(
  engine,
  dependency({ depends: { session } }, ({ session: own }) => ({
    executeSql: async (statement: string, parameters?: unknown[]) => ({
      rows: await own.query(statement, parameters),
    }),
  })),
);

/** One database in memory for the tests of a file, which use jobs of different names. */
export function useDatabase(): void {
  beforeAll(async () => {
    pglite = await PGlite.create();
  });
  afterAll(() => pglite.close());
}

/** Statements outside of any session. */
export async function sql<Row = Record<string, unknown>>(
  statement: string,
  parameters?: unknown[],
): Promise<Row[]> {
  return (await pglite.query<Row>(statement, parameters)).rows;
}

/** An app with these routes and jobs. */
export function appWith<R extends Routes>(
  record: Readonly<Record<string, Job>>,
  routes: R,
  options: Partial<JobsOptions> & { readonly app?: Partial<AppOptions> } = {},
) {
  const { app = {}, ...rest } = options;
  return createApp({
    title: "Jobs",
    version: "1",
    logger: silentLogger,
    ...app,
    routes,
    jobs: jobs({ engine, jobs: record, ...rest }),
  });
}

/** A test client of such an app. */
export function clientWith<R extends Routes>(
  record: Readonly<Record<string, Job>>,
  routes: R,
  options: { readonly overrides?: readonly Override[]; readonly logger?: Logger } = {},
): Promise<TestClient<R>> {
  return testClient(appWith(record, routes), options);
}
