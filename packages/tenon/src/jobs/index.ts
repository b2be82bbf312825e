/** Durable jobs on PostgreSQL, kept by pg-boss (install it beside: `pg-boss`, `@opentelemetry/api`). */
export { type DeadLetter, DeadLetters } from "./dead-letters.ts";
export {
  type Job,
  type JobContext,
  type JobInput,
  type JobNeeds,
  job,
  type Recurrence,
  type RetrySettings,
} from "./job.ts";
export type { EmbeddedPostgres, JobDatabase, JobTransaction } from "./job-database.ts";
export { JobEngine, type JobEngineOptions, jobEngine, migrateJobs } from "./job-engine.ts";
export { JobInputError } from "./job-input.ts";
export { JobQueue, queueOf, type ScheduleOptions, type SendOptions, UnknownJobError } from "./job-queue.ts";
export type { JobSystem, QueueStats } from "./job-system.ts";
export { type JobsOptions, jobs } from "./jobs.ts";
export { type JobsPageOptions, jobsPage } from "./jobs-page.ts";
export { queueStats } from "./queue-stats.ts";
export { requireMigratedJobs } from "./require-migrated.ts";
