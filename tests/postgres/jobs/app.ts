/** The app whose workers are killed: a job that counts its runs outside of any transaction, and its effects inside one. */
import pg from "pg";
import { createApp, dependency, post } from "tenon";
import { job, jobEngine, jobs, queueOf } from "tenon/jobs";
import { z } from "zod";

const connectionString = process.env.DATABASE_URL as string;

const pool = dependency({ scope: "app", name: "pool" }, async function* () {
  const opened = new pg.Pool({ connectionString, max: 4 });
  try {
    yield opened;
  } finally {
    await opened.end();
  }
});

const session = dependency({ name: "session", depends: { pool } }, async function* (own) {
  const client = await own.pool.connect();
  try {
    await client.query("begin");
    yield client;
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw error;
  } finally {
    client.release();
  }
});

const engine = jobEngine({
  database: dependency({ scope: "app" }, () => ({ connectionString })),
  heartbeat: 10,
});

const transaction = dependency({ depends: { session } }, (own) => ({
  executeSql: (statement: string, parameters?: unknown[]) => own.session.query(statement, parameters),
}));

const jobQueue = queueOf(engine, transaction);

/** Whether this is the first run with the key: then the effect happens with the row, or both do not. */
async function once(client: pg.PoolClient, key: string): Promise<boolean> {
  const { rowCount } = await client.query("insert into done (key) values ($1) on conflict do nothing", [key]);
  return rowCount === 1;
}

/** One run leaves a row in `runs` at once, and adds one to the balance in its transaction, once. */
export const pay = job(
  "pay",
  {
    input: z.int(),
    depends: { pool, session },
    retry: { limit: 20, delay: 0, backoff: "fixed" },
    concurrency: 1,
  },
  async ({ input, ...own }) => {
    await own.pool.query("insert into runs (job) values ($1)", [input]);
    if (await once(own.session, `pay:${input}`))
      await own.session.query("update balance set total = total + 1");
    await new Promise((resolve) => setTimeout(resolve, 10 + Math.random() * 40));
  },
);

export const poison = job(
  "poison",
  { input: z.int(), retry: { limit: 2, delay: 1, backoff: "fixed" } },
  () => {
    throw new Error("Poison");
  },
);

const nap = z.object({ seconds: z.number() });

export const sleep = job(
  "sleep",
  { input: nap, depends: { pool }, retry: { delay: 1 } },
  async ({ input, ...own }, { signal }) => {
    await own.pool.query("insert into runs (job) values (-1)");
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, input.seconds * 1000);
      signal.addEventListener("abort", () => {
        clearTimeout(timer);
        resolve();
      });
    });
  },
);

const routes = {
  /** Sends, then ends the process on the spot: before the commit, or right after it. */
  rolledBack: post("/rolled-back", { depends: { jobQueue } }, async (own) => {
    await own.jobQueue.send(pay, 1);
    throw new Error("Changed my mind");
  }),
  crash: post("/crash", { depends: { jobQueue, session } }, async (own) => {
    await own.jobQueue.send(pay, 2);
    await own.session.query("commit");
    process.kill(process.pid, "SIGKILL");
  }),
};

export default createApp({
  title: "Faults",
  version: "1",
  routes,
  jobs: jobs({ engine, jobs: { pay, poison, sleep }, stopDeadline: 2_000 }),
});
