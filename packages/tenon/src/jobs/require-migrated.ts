/** Whether the engine's tables are what the installed version needs; nothing is changed. */
import { StartError } from "../depends/start-error.ts";
import { silentLogger } from "../http/logger.ts";
import type { JobDatabase } from "./job-database.ts";
import { JobEngine } from "./job-engine.ts";

/**
 * Checks what `migrateJobs` makes: for processes that start after a step of the deployment has done it.
 *
 * @throws {StartError} when the tables are missing or older than the installed version; whatever the database throws
 * @example
 * await requireMigratedJobs({ connectionString });
 */
export async function requireMigratedJobs(database: JobDatabase, schema?: string): Promise<void> {
  const options = { migrate: false, ...(schema === undefined ? {} : { schema }) };
  try {
    const engine = await JobEngine.open(database, options, silentLogger);
    await engine.close();
  } catch (cause) {
    // pg-boss has no codes for these two.
    const missing = /pg-boss (is not installed|database requires migrations)/.exec(String(cause))?.[1];
    if (missing === undefined) throw cause;
    const what = missing === "is not installed" ? "are missing" : "are older than the installed pg-boss";
    throw new StartError(`The tables of the jobs ${what}.`, { cause });
  }
}
