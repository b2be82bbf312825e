/** Sending jobs: what a handler, a service or another job needs. */
import type { Db, SendOptions as EngineOptions, PgBoss } from "pg-boss";
import { type Dependency, dependency } from "../depends/dependency.ts";
import type { Need } from "../depends/need.ts";
import type { Job, Recurrence } from "./job.ts";
import type { JobTransaction } from "./job-database.ts";
import type { JobEngine } from "./job-engine.ts";
import { storedInput } from "./job-input.ts";
import { singletonKey } from "./queue-settings.ts";

/** How one job is sent. */
export interface SendOptions {
  /** While one with the same key waits, runs or is to be tried again, another one is dropped. */
  readonly key?: string;
  /** Higher ones run first; a whole number. Default: the job's own. */
  readonly priority?: number;
  /** Not before this moment, or this many seconds from now. Default: at once. */
  readonly after?: Date | number;
}

/** A schedule that is made at run time. */
export interface ScheduleOptions<Input> extends Recurrence<Input> {
  /** Tells several schedules of one job apart; one with the same key is replaced. Default: `default`. */
  readonly key?: string;
}

/** The arguments after the job: an input where it has one. */
type Sent<Input, Options> = [Input] extends [undefined]
  ? [input?: undefined, options?: Options]
  : [input: Input, options?: Options];

/** A job was sent that the app does not list: nothing would run it. */
export class UnknownJobError extends Error {
  override readonly name = "UnknownJobError";

  constructor(job: string) {
    super(`The job ${job} is not among the app's jobs: add it to the record of jobs({ jobs: { ... } }).`);
  }
}

/**
 * Declares the queue that handlers and services need.
 *
 * @param engine see `jobEngine`
 * @param transaction the transaction of the request or job that sends: a job sent in it commits or vanishes with it. Without one
 * each job is sent at once, whatever becomes of the request
 * @example
 * const transaction = dependency({ depends: { session: dbSession } }, ({ session }) => ({
 *   executeSql: (statement, parameters) => session.query(statement, parameters),
 * }));
 * export const jobQueue = queueOf(engine, transaction);
 * // in a handler: await jobs.send(welcomeMail, { userId: user.id });
 */
export function queueOf(
  engine: Need<JobEngine, "app">,
  transaction?: Need<JobTransaction, "app" | "run">,
): Dependency<JobQueue, "run", never, never> {
  const made =
    transaction === undefined
      ? dependency({ name: "jobQueue", depends: { engine } }, (own) => new JobQueue(own.engine))
      : dependency(
          { name: "jobQueue", depends: { engine, transaction } },
          (own) => new JobQueue(own.engine, own.transaction),
        );
  return made as Dependency<JobQueue, "run", never, never>;
}

/** Sends jobs, within one transaction where it has one. */
export class JobQueue {
  readonly #engine: JobEngine;
  readonly #through: { readonly db?: Db };

  constructor(engine: JobEngine, transaction?: JobTransaction) {
    this.#engine = engine;
    this.#through = transaction === undefined ? {} : { db: transaction as Db };
  }

  /**
   * Sends a job.
   * @returns its id; undefined when it was dropped because of its key
   * @throws {JobInputError} when the input does not fit; nothing is sent then
   */
  async send<J extends Job>(
    job: J,
    ...[input, options]: Sent<J["~input"], SendOptions>
  ): Promise<string | undefined> {
    const data = await storedInput(this.#known(job), input);
    const id = await this.#boss.send(job.name, data, { ...sending(job, options), ...this.#through });
    if (id !== null) this.#engine.sent(job, 1);
    return id ?? undefined;
  }

  /**
   * Sends a job that is to run later.
   * @param after the moment, or seconds from now
   */
  async sendAfter<J extends Job>(
    after: Date | number,
    job: J,
    ...[input, options]: Sent<J["~input"], Omit<SendOptions, "after">>
  ): Promise<string | undefined> {
    const all = [input, { ...options, after }] as unknown as Sent<J["~input"], SendOptions>;
    return this.send(job, ...all);
  }

  /**
   * Sends many of one job in one statement.
   * @returns the ids of those that were not dropped because of their key
   * @throws {JobInputError} when one input does not fit; nothing is sent then
   */
  async sendMany<J extends Job>(
    job: J,
    inputs: readonly J["~input"][],
    options: SendOptions | ((input: J["~input"]) => SendOptions) = {},
  ): Promise<string[]> {
    this.#known(job);
    const all = [];
    for (const input of inputs) {
      const own = typeof options === "function" ? options(input) : options;
      all.push({ data: await storedInput(job, input), ...sending(job, own) });
    }
    if (all.length === 0) return [];
    const ids = (await this.#boss.insert(job.name, all, { returnId: true, ...this.#through })) ?? [];
    this.#engine.sent(job, ids.length);
    return ids;
  }

  /** Cancels a job that has not ended. One that runs is told by its `signal` within half a minute, and its result does not count. */
  async cancel(job: Job, id: string): Promise<void> {
    await this.#boss.cancel(this.#known(job).name, id, this.#through);
  }

  /** Sends a job again and again, by the clock, until `unschedule`. */
  async schedule<J extends Job>(job: J, options: ScheduleOptions<J["~input"]>): Promise<void> {
    const { key = "default", cron, timezone, input, catchUp = false } = options;
    const data = await storedInput(this.#known(job), input);
    await this.#boss.schedule(job.name, cron, data, {
      ...recurring(job, { timezone, catchUp }),
      key,
      ...this.#through,
    });
  }

  /** Ends a schedule. */
  async unschedule(job: Job, key = "default"): Promise<void> {
    await this.#boss.unschedule(this.#known(job).name, key, this.#through);
  }

  get #boss(): PgBoss {
    return this.#engine.boss;
  }

  #known(job: Job): Job {
    if (!this.#engine.knows(job)) throw new UnknownJobError(job.name);
    return job;
  }
}

/** The engine's options of a schedule. */
export function recurring(
  job: Job,
  { timezone = "UTC", catchUp = false }: { timezone?: string | undefined; catchUp?: boolean | undefined },
) {
  const priority = job.needs.priority ?? 0;
  return {
    tz: timezone,
    missed: catchUp ? "once" : "skip",
    priority,
    // A run of its own each time, unless there may be one only.
    ...(job.needs.singleton === undefined ? {} : { singletonKey: singletonKey(job, undefined) }),
  } as const;
}

function sending(job: Job, options: SendOptions | undefined): EngineOptions {
  const { key, priority = job.needs.priority ?? 0, after } = options ?? {};
  return {
    priority,
    singletonKey: singletonKey(job, key),
    ...(after === undefined ? {} : { startAfter: after instanceof Date ? after : Math.ceil(after) }),
  };
}
