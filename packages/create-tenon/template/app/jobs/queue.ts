/** The queue of jobs: on the service's own database, in the transaction of whoever sends. */
import { dependency } from "tenon";
import { jobEngine, queueOf } from "tenon/jobs";
import { database } from "../db/base.ts";
import { dbSession } from "../db/session.ts";

/** Keeps the jobs. */
export const engine = jobEngine({
  database: dependency(
    { scope: "app", name: "jobDatabase", depends: { database } },
    ({ database }) => database.jobs,
  ),
  // The database has made the tables, or made sure that they are there.
  migrate: false,
});

/** Sends jobs: what is sent commits or vanishes with the session of the request. */
export const jobQueue = queueOf(engine, dbSession);
