import { PGlite } from "@electric-sql/pglite";
import { createApp, dependency, post } from "tenon";
import { job, jobEngine, jobs, queueOf } from "tenon/jobs";
import { z } from "zod";

const database = dependency({ scope: "app" }, async function* () {
  const opened = await PGlite.create();
  await opened.exec("create table accounts (name text); create table effects (key text primary key)");
  try {
    yield opened;
  } finally {
    await opened.close();
  }
});

/** The transaction of a request, or of one attempt at a job. */
const session = dependency({ depends: { database } }, async function* ({ database }) {
  const ending = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<{ query: PGlite["query"] }>();
  const ended = database.transaction(async (transaction) => {
    begun.resolve(transaction);
    await ending.promise;
  });
  try {
    yield await begun.promise;
    ending.resolve();
    await ended;
  } catch (error) {
    ending.reject(error);
    await ended.catch(() => undefined);
    throw error;
  }
});

const engine = jobEngine({
  database: dependency({ scope: "app", depends: { database } }, ({ database }) => ({ pglite: database })),
});
const jobQueue = queueOf(
  engine,
  dependency({ depends: { session } }, ({ session }) => ({
    executeSql: (statement, parameters) => session.query(statement, parameters),
  })),
);

/** True for the first attempt that commits; a later one with the same key finds the row. */
async function once(session: { query: PGlite["query"] }, key: string): Promise<boolean> {
  const statement = "insert into effects (key) values ($1) on conflict do nothing returning key";
  return (await session.query(statement, [key])).rows.length === 1;
}

// #region job
export const welcome = job(
  "welcome",
  { input: z.object({ name: z.string() }), depends: { session }, retry: { limit: 10 } },
  async ({ input, session }, { id }) => {
    if (!(await once(session, id))) return;
    await session.query("update accounts set name = $1 || ', welcome' where name = $1", [input.name]);
  },
);
// #endregion job

// #region send
const signUp = post(
  "/accounts",
  { body: z.object({ name: z.string() }), depends: { session, jobQueue } },
  async ({ body, session, jobQueue }) => {
    await session.query("insert into accounts (name) values ($1)", [body.name]);
    await jobQueue.send(welcome, body); // commits or vanishes with the account
    return { message: "Welcome" };
  },
);
// #endregion send

export default createApp({
  title: "Accounts",
  version: "1.0.0",
  routes: { signUp },
  jobs: jobs({ engine, jobs: { welcome } }),
});
