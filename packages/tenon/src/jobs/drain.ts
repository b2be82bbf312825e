/** Running queued jobs to the end in this process, without a worker: for tests and scripts. */
import type { JobResult, JobWithMetadata } from "pg-boss";
import type { Job } from "./job.ts";
import type { JobEngine } from "./job-engine.ts";
import type { StoredInput } from "./job-input.ts";
import type { JobRunner } from "./job-runner.ts";
import { reasonOf } from "./reason.ts";

/** What ran. */
export interface DrainReport {
  /** The names of the jobs that were completed, in that order. */
  readonly completed: readonly string[];
  /** The attempts that failed, with their errors, in that order. */
  readonly failed: readonly { readonly job: string; readonly error: unknown }[];
}

/** What is drained. */
export interface DrainOptions {
  /** Runs at once what is to run later, too: what was sent so, and what waits for its next attempt. Default: false. */
  readonly delayed?: boolean;
}

/** Runs everything that waits, and what that sends, until nothing is left that could run. */
export async function drain(
  engine: JobEngine,
  runner: JobRunner,
  jobs: readonly Job[],
  { delayed = false }: DrainOptions = {},
): Promise<DrainReport> {
  const completed: string[] = [];
  const failed: { job: string; error: unknown }[] = [];
  const rounds = async (name: string): Promise<boolean> => {
    if (delayed) await hurry(engine, name);
    let ran = 0;
    // The engine's own loop, stopped as it starts: it takes one batch, settles it, and ends.
    const run = async (fetched: JobWithMetadata[]): Promise<JobResult[]> => {
      const results: JobResult[] = [];
      for (const one of fetched.toSorted(asWorkersTakeThem)) {
        ran++;
        const attempt = await runner.attempt(one);
        if (attempt.status === "completed") {
          completed.push(name);
          results.push({ id: one.id, status: "completed" });
        } else {
          failed.push({ job: name, error: attempt.error });
          const status = attempt.status === "dead" ? "deadletter" : "failed";
          results.push({ id: one.id, status, output: reasonOf(attempt.error) });
        }
      }
      return results;
    };
    const options = { includeMetadata: true, perJobResults: true, batchSize: 50 } as const;
    const id = await engine.boss.work(name, options, run);
    await engine.boss.offWork(name, { id, wait: true });
    return ran > 0;
  };
  for (let again = true; again; ) {
    again = false;
    for (const { name } of jobs) if (await rounds(name)) again = true;
  }
  return { completed, failed };
}

function asWorkersTakeThem(one: JobWithMetadata, other: JobWithMetadata): number {
  return other.priority - one.priority || one.createdOn.getTime() - other.createdOn.getTime();
}

/** Makes what is to run later due now. */
async function hurry({ boss }: JobEngine, name: string): Promise<void> {
  for (const { id, startAfter } of await boss.findJobs<StoredInput>(name, { queued: true })) {
    if (startAfter > new Date()) await boss.update(name, undefined, { id, startAfter: new Date() });
  }
}
