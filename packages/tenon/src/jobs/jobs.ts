/** The jobs of an app: their record, the engine they live in, and how this process takes part. */
import type { Need } from "../depends/need.ts";
import { StartError } from "../depends/start-error.ts";
import { drain } from "./drain.ts";
import { checkJob, isJob, type Job } from "./job.ts";
import type { JobEngine } from "./job-engine.ts";
import { checkInput, readInput, type StoredInput } from "./job-input.ts";
import { type JobHost, JobRunner, labelOf } from "./job-runner.ts";
import type { AttachedJobs, JobSystem, OpenValue, QueueStats, WorkerRequest } from "./job-system.ts";
import { JobWorker } from "./job-worker.ts";
import { deadLetterQueue } from "./queue-settings.ts";
import { queueStats } from "./queue-stats.ts";

/** What a job system is made from. */
export interface JobsOptions {
  /** Where they are kept; see `jobEngine`. */
  readonly engine: Need<JobEngine, "app">;
  /** All jobs of the app: a record, or several in one. The keys are for reading only. */
  readonly jobs: Readonly<Record<string, Job>>;
  /**
   * Whether a process that serves the app runs jobs, too. `embedded`: only where the database lives in that process; otherwise
   * `tenon worker` does. Default: `embedded`.
   */
  readonly inProcess?: boolean | "embedded";
  /** How many of each job run at once in one process, where neither the job nor the command says. Default: 5. */
  readonly concurrency?: number;
  /** How long a stopping process waits for what runs before it is handed back, in milliseconds. Default: 20,000. */
  readonly stopDeadline?: number;
}

/**
 * Makes the jobs of an app.
 * @example
 * export default createApp({ ..., jobs: jobs({ engine, jobs: { welcomeMail, cleanUp } }) });
 */
export function jobs(options: JobsOptions): JobSystem {
  const listed = Object.values(options.jobs);
  return {
    "~tenon": "jobs",
    jobs: listed,
    attach: (host) => new Attached(options, byName(options.jobs), host),
  };
}

class Attached implements AttachedJobs {
  readonly #options: JobsOptions;
  readonly #jobs: ReadonlyMap<string, Job>;
  readonly #host: JobHost;
  readonly #runner: JobRunner;
  #engine: JobEngine | undefined = undefined;
  #worker: JobWorker | undefined = undefined;

  constructor(options: JobsOptions, jobs: ReadonlyMap<string, Job>, host: JobHost) {
    this.#options = options;
    this.#jobs = jobs;
    this.#host = host;
    this.#runner = new JobRunner(jobs, host);
    for (const job of jobs.values()) {
      checkJob(job);
      checkInput(job);
      host.functions.compile(labelOf(job), job.needs);
    }
  }

  async open(get: OpenValue): Promise<void> {
    const engine = await get(this.#options.engine);
    for (const job of this.#jobs.values()) checkSchedule(engine, job);
    await engine.register([...this.#jobs.values()], this.#host.observer);
    for (const job of this.#jobs.values()) await this.#host.functions.prepare(labelOf(job), job.needs);
    this.#engine = engine;
  }

  async work(request: "default" | WorkerRequest): Promise<void> {
    const engine = this.#opened();
    const { inProcess = "embedded", concurrency } = this.#options;
    if (request === "default" && !(inProcess === "embedded" ? engine.embedded : inProcess)) {
      this.#host.logger.info({}, 'Jobs run in other processes: "tenon worker" with this module');
      return;
    }
    const { queues, concurrency: asked = concurrency } = request === "default" ? {} : request;
    this.#refuseUnknown(queues);
    const wanted = { queues, concurrency: asked };
    this.#worker = await JobWorker.start(engine, this.#jobs, this.#runner, wanted, this.#host.logger);
  }

  async stop(): Promise<void> {
    await this.#worker?.stop(this.#options.stopDeadline ?? 20_000);
  }

  drain(options?: { readonly delayed?: boolean }) {
    return drain(this.#opened(), this.#runner, [...this.#jobs.values()], options);
  }

  async stats(): Promise<QueueStats[]> {
    return queueStats(this.#opened());
  }

  async sent(job: Job): Promise<unknown[]> {
    const found = await this.#opened().boss.findJobs<StoredInput>(job.name, { limit: 100_000 });
    return Promise.all(found.map(({ data }) => readInput(job, data)));
  }

  #opened(): JobEngine {
    if (this.#engine === undefined) throw new Error("The jobs are not open: the app is not running");
    return this.#engine;
  }

  #refuseUnknown(queues: readonly string[] | undefined): void {
    const unknown = queues?.find((name) => !this.#jobs.has(name));
    if (unknown === undefined) return;
    const known = [...this.#jobs.keys()].join(", ");
    throw new StartError(`No job is called "${unknown}"; there are: ${known}.`);
  }
}

function byName(record: Readonly<Record<string, Job>>): ReadonlyMap<string, Job> {
  const known = new Map<string, Job>();
  for (const [key, job] of Object.entries(record)) {
    if (!isJob(job)) throw new StartError(`jobs.${key} is not a job: make one with job(name, needs, run).`);
    const { name } = job;
    if (name === deadLetterQueue)
      throw new StartError(
        `jobs.${key} has the name "${name}", which the dead letters have: give it another one.`,
      );
    if (known.has(name) && known.get(name) !== job)
      throw new StartError(
        `Two jobs are called "${name}": the second is jobs.${key}. Give one another name.`,
      );
    known.set(name, job);
  }
  return known;
}

function checkSchedule({ boss }: JobEngine, { name, needs: { schedule } }: Job): void {
  if (schedule === undefined) return;
  const { cron, timezone = "UTC" } = schedule;
  try {
    boss.previewSchedule(cron, { tz: timezone, count: 1 });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new StartError(
      `The job ${name} has a schedule that cannot be read ("${cron}", ${timezone}): ${why}.`,
      {
        cause,
      },
    );
  }
}
