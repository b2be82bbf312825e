/** Health: alive is the process, ready is what it needs. An orchestrator restarts for the one and waits for the other. */
import { healthCheck, healthRoutes } from "tenon";
import { database } from "../db/base.ts";

/** The queue of jobs lives in the database, so that one question is for both. */
export const health = healthRoutes({ checks: { database: healthCheck(database, (it) => it.ping()) } });
