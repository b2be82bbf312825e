/** A worker: takes jobs from their queues, a few at a time, until it is told to stop. */
import { setImmediate as nextTurn } from "node:timers/promises";
import type { JobResult, PerJobWorkWithMetadataHandler, PgBoss } from "pg-boss";
import type { Logger } from "../http/logger.ts";
import type { Job } from "./job.ts";
import type { JobEngine } from "./job-engine.ts";
import { storedInput } from "./job-input.ts";
import { recurring } from "./job-queue.ts";
import type { JobRunner } from "./job-runner.ts";
import { deadLetterQueue } from "./queue-settings.ts";
import { reasonOf } from "./reason.ts";

/** What a worker works on. */
export interface WorkerOptions {
  /** The names of jobs. Default: all of the app's. */
  readonly queues?: readonly string[] | undefined;
  /** How many of each job run at once in this process, where the job does not say. Default: 5. */
  readonly concurrency?: number | undefined;
}

/** The key of the schedules that jobs declare; those made at run time have others. */
const declaredKey = "declared";

/** How often a queue is looked at although nothing was announced, in seconds: a lost notification costs no more. */
const polling = { pollingIntervalSeconds: 2, notifyPollingIntervalSeconds: 10 } as const;

/** A worker that runs. */
export class JobWorker {
  readonly #boss: PgBoss;
  readonly #runner: JobRunner;
  /** Attempts under way. */
  readonly #running = new Set<Promise<unknown>>();
  #stopped: Promise<void> | undefined = undefined;

  private constructor(boss: PgBoss, runner: JobRunner) {
    this.#boss = boss;
    this.#runner = runner;
  }

  /** Begins to work. */
  static async start(
    engine: JobEngine,
    jobs: ReadonlyMap<string, Job>,
    runner: JobRunner,
    { queues, concurrency = 5 }: WorkerOptions,
    logger: Logger,
  ): Promise<JobWorker> {
    const boss = engine.working();
    const worker = new JobWorker(boss, runner);
    try {
      await boss.start();
      if (queues === undefined) await worker.#declareSchedules(jobs);
      for (const job of jobs.values()) {
        if (queues !== undefined && !queues.includes(job.name)) continue;
        await worker.#take(job.name, job.needs.concurrency ?? concurrency);
      }
      if (queues === undefined) await worker.#takeOrphans(jobs, logger);
    } catch (error) {
      await boss.stop({ graceful: false });
      throw error;
    }
    return worker;
  }

  /**
   * Takes nothing more, waits for what runs, and hands back what still runs after the deadline: its `signal` is aborted and it is
   * tried again elsewhere. Calling it again gives the same promise.
   * @param deadline in milliseconds
   */
  stop(deadline: number): Promise<void> {
    this.#stopped ??= this.#stop(deadline);
    return this.#stopped;
  }

  async #stop(deadline: number): Promise<void> {
    await this.#boss.stop({ graceful: true, timeout: deadline });
    // What was handed back has been told so; its dependencies close before the app's do.
    const unwinding = Promise.allSettled([...this.#running]);
    await Promise.race([unwinding, new Promise((resolve) => setTimeout(resolve, 1_000).unref())]);
  }

  /** One loop for each job that may run at once: each takes one job, so that none waits for another one to end. */
  async #take(queue: string, concurrency: number): Promise<void> {
    const options = { ...polling, includeMetadata: true, perJobResults: true, batchSize: 1 } as const;
    for (let count = 0; count < concurrency; count++) {
      const run: PerJobWorkWithMetadataHandler<object> = async (fetched) => {
        // Where there was one there may be another one: look again at once, not when the next is announced.
        this.#boss.notifyWorker(loop);
        const results = Promise.all(fetched.map((one) => this.#attempt(one)));
        this.#running.add(results);
        try {
          const settled = await results;
          // An embedded database answers in the same turn: with a full queue no request would ever be read otherwise.
          await nextTurn();
          return settled;
        } finally {
          this.#running.delete(results);
        }
      };
      const loop: string = await this.#boss.work(queue, options, run);
    }
  }

  async #attempt(fetched: Parameters<JobRunner["attempt"]>[0]): Promise<JobResult> {
    const attempt = await this.#runner.attempt(fetched);
    if (attempt.status === "completed") return { id: fetched.id, status: "completed" };
    const status = attempt.status === "dead" ? "deadletter" : "failed";
    return { id: fetched.id, status, output: reasonOf(attempt.error) };
  }

  /** Queues of jobs that are not in the code any more: what waits in them fails with a clear reason. */
  async #takeOrphans(jobs: ReadonlyMap<string, Job>, logger: Logger): Promise<void> {
    for (const { name, deadLetter } of await this.#boss.getQueues()) {
      if (jobs.has(name) || deadLetter !== deadLetterQueue) continue;
      const [waiting] = await this.#boss.findJobs(name, { queued: true, limit: 1 });
      if (waiting === undefined) continue;
      logger.warn(
        { job: name },
        `No job is called ${name} any more: what waits for it goes to the dead letters`,
      );
      await this.#take(name, 1);
    }
  }

  async #declareSchedules(jobs: ReadonlyMap<string, Job>): Promise<void> {
    for (const { name, key } of await this.#boss.getSchedules()) {
      const declared = key === declaredKey && jobs.get(name)?.needs.schedule === undefined;
      if (declared || !jobs.has(name)) await this.#boss.unschedule(name, key);
    }
    for (const job of jobs.values()) {
      const { schedule } = job.needs;
      if (schedule === undefined) continue;
      const data = await storedInput(job, schedule.input);
      await this.#boss.schedule(job.name, schedule.cron, data, {
        ...recurring(job, schedule),
        key: declaredKey,
      });
    }
  }
}
