/** One attempt at a stored job: read its input, resolve its needs, call it, close them, and say how it ended. */

import type { Run } from "../depends/run.ts";
import type { FunctionRunner } from "../depends/run-function.ts";
import type { Logger } from "../http/logger.ts";
import type { Job } from "./job.ts";
import { JobInputError, readInput } from "./job-input.ts";
import type { JobObserver } from "./job-observer.ts";

/** A job as the engine hands it out. */
export interface FetchedJob {
  readonly id: string;
  readonly name: string;
  readonly data: unknown;
  readonly retryCount: number;
  readonly retryLimit: number;
  readonly signal: AbortSignal;
}

/** How an attempt ended: `failed` is tried again while there are retries left, `dead` is not. */
export type Attempt =
  | { readonly status: "completed" }
  | { readonly status: "failed" | "dead"; readonly error: unknown };

/** What runs jobs needs of the running app. */
export interface JobHost {
  readonly functions: FunctionRunner;
  readonly logger: Logger;
  /** What a success leaves behind: its background tasks. */
  readonly settled: (run: Run) => Promise<void>;
  /** Is told what becomes of jobs. */
  readonly observer?: JobObserver | undefined;
}

/** No job of this name is in the code that runs. */
export class UnknownJob extends Error {
  override readonly name = "UnknownJob";

  constructor(job: string) {
    super(`This version of the app has no job ${job}: bring it back and replay the dead letter, or drop it.`);
  }
}

/** Runs stored jobs of one app. */
export class JobRunner {
  readonly #jobs: ReadonlyMap<string, Job>;
  readonly #host: JobHost;

  constructor(jobs: ReadonlyMap<string, Job>, host: JobHost) {
    this.#jobs = jobs;
    this.#host = host;
  }

  /** Makes one attempt; never throws. */
  async attempt(fetched: FetchedJob): Promise<Attempt> {
    const { name, id, retryCount, retryLimit } = fetched;
    const fields = { job: name, jobId: id, attempt: retryCount + 1 };
    const began = performance.now();
    try {
      await this.#run(fetched);
      const durationMs = Math.round(performance.now() - began);
      this.#host.observer?.attempted(name, "completed", durationMs / 1000);
      if (fetched.signal.aborted)
        this.#host.logger.warn(
          { ...fields, durationMs },
          "Job ended after it was told to stop: it does not count as completed",
        );
      else this.#host.logger.info({ ...fields, durationMs }, "Job completed");
      return { status: "completed" };
    } catch (error) {
      const hopeless = error instanceof UnknownJob || error instanceof JobInputError;
      const isLast = hopeless || retryCount >= retryLimit;
      this.#host.observer?.attempted(name, isLast ? "dead" : "failed", (performance.now() - began) / 1000);
      if (isLast)
        this.#host.logger.error(
          { ...fields, err: error },
          "Job failed for good: it is among the dead letters",
        );
      else this.#host.logger.warn({ ...fields, err: error }, "Job failed, and is tried again");
      return { status: hopeless ? "dead" : "failed", error };
    }
  }

  async #run({ name, id, data, retryCount, signal }: FetchedJob): Promise<void> {
    const job = this.#jobs.get(name);
    if (job === undefined) throw new UnknownJob(name);
    // Before anything is opened for it.
    const input = await readInput(job, data);
    const { functions, settled } = this.#host;
    const call = job.run as (received: unknown, context: unknown) => unknown;
    const context = { id, attempt: retryCount + 1, signal };
    const run = (received: object): unknown => {
      const all = job.needs.input === undefined ? received : { ...received, input };
      return call(all, context);
    };
    await functions.run(labelOf(job), job.needs, run as (received: never) => unknown, id, settled, signal);
  }
}

/** A job's name in messages. */
export function labelOf({ name }: Job): string {
  return `job ${name}`;
}
