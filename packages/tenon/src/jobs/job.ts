/**
 * A job is an operation without an address: a name, an input, needs, a function. It is sent to a queue in the database, runs
 * in any worker process, and is tried again until it succeeds or has failed too often.
 */
import type { OutputOf, Schema } from "../contract/schema.ts";
import type { Received } from "../depends/need.ts";
import type { CheckRunNeeds, RunNeeds } from "../depends/run-function.ts";
import { StartError } from "../depends/start-error.ts";

/** How a job that failed is tried again. */
export interface RetrySettings {
  /** How often it is tried again after the first attempt. 0 never. Default: 5. */
  readonly limit?: number;
  /** Seconds before the first retry. Default: 2. */
  readonly delay?: number;
  /** `exponential` doubles the delay each time and adds jitter; `fixed` keeps it. Default: `exponential`. */
  readonly backoff?: "exponential" | "fixed";
  /** The most seconds between two attempts. Default: 3600. */
  readonly maxDelay?: number;
}

/** When a job is sent by itself. */
export interface Recurrence<Input = unknown> {
  /** Five fields, `0 3 * * *`, or a recurrence rule of RFC 5545, `FREQ=MONTHLY;BYDAY=-1FR;BYHOUR=17`. */
  readonly cron: string;
  /** A name of the IANA time zone database: `Europe/Vienna`. Default: `UTC`. */
  readonly timezone?: string;
  /** What each run gets; needed where the job has an input. */
  readonly input?: Input;
  /** Send one job for the runs that were missed while no worker ran; otherwise none. Default: false. */
  readonly catchUp?: boolean;
}

/** What a job declares. */
export interface JobNeeds extends RunNeeds {
  /** What it is sent with: any schema that goes both ways. Without one it takes no input. */
  readonly input?: Schema;
  readonly retry?: RetrySettings;
  /** Seconds one attempt may take, whole; then its `signal` is aborted and it counts as failed. Default: 300. */
  readonly timeout?: number;
  /** Sends the job again and again, by the clock. */
  readonly schedule?: Recurrence;
  /** Higher ones run first among the waiting jobs of the same name; a whole number. Default: 0. */
  readonly priority?: number;
  /**
   * How many of it there may be, over all processes: with `wait` one runs at a time and the others wait; with `drop` one waits or
   * runs, and what is sent meanwhile is dropped. Where jobs are sent with a `key`, this counts for each key.
   */
  readonly singleton?: "wait" | "drop";
  /** How many of it one process runs at once. Default: the worker's, 5. */
  readonly concurrency?: number;
}

/** What a job's function is told about this attempt. */
export interface JobContext {
  /** The job's own id; the same in every attempt. */
  readonly id: string;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** Aborted when the time-out has passed, when another worker has taken the job over, or when this one must stop now. */
  readonly signal: AbortSignal;
}

/** A declared job. */
export interface Job<out Input = unknown> {
  readonly "~tenon": "job";
  /** For the type checker only. */
  readonly "~input": Input;
  /** Its name in the database: do not change it while jobs of it wait. */
  readonly name: string;
  readonly needs: JobNeeds;
  readonly run: (received: never, context: JobContext) => unknown;
}

/** What a job is sent with: the decoded side of its schema; `undefined` where it has none. */
export type JobInput<N> = "input" extends keyof N
  ? N["input" & keyof N] extends Schema
    ? OutputOf<N["input" & keyof N]>
    : undefined
  : undefined;

/** What a job's function receives: `input` and its dependencies, side by side. */
export type JobReceived<N> = Received<Pick<N, keyof N & "depends">> &
  ("input" extends keyof N ? { readonly input: JobInput<N> } : unknown);

/** What is wrong with a job's needs, as text where the mistake stands. */
export type CheckJobNeeds<N> = CheckRunNeeds<N> & {
  readonly depends?: { readonly input?: '"input" is the job\'s input: give this dependency another name' };
  readonly schedule?: { readonly input?: JobInput<N> };
};

/**
 * Declares a job.
 *
 * @param name letters, digits, `_`, `-`, `.`, `/`; unique in the app
 * @param needs what it needs and how it is run
 * @param run called at least once for each job sent; it may be called again after it succeeded, so let its effect be one that
 * can happen twice, or guard it (docs/jobs.md)
 * @example
 * export const welcomeMail = job(
 *   "welcome-mail",
 *   { input: z.object({ userId: z.uuid() }), depends: { users: userService, mailer }, retry: { limit: 10 } },
 *   async ({ input, users, mailer }, { signal }) => mailer.send(welcome(await users.get(input.userId)), { signal }),
 * );
 */
export function job<const N extends JobNeeds>(
  name: string,
  needs: N & CheckJobNeeds<N>,
  run: (received: JobReceived<N>, context: JobContext) => unknown,
): Job<JobInput<N>> {
  return { "~tenon": "job", name, needs, run } as unknown as Job<JobInput<N>>;
}

/** Whether a value is a job. */
export function isJob(value: unknown): value is Job {
  return typeof value === "object" && value !== null && (value as Partial<Job>)["~tenon"] === "job";
}

/**
 * Looks at what the type checker cannot.
 * @throws {StartError} naming the job
 */
export function checkJob({ name, needs }: Job): void {
  const { retry = {}, timeout, priority, concurrency } = needs;
  if (!/^[\w./-]{1,200}$/.test(name))
    throw new StartError(`The job "${name}" needs a name of letters, digits, "_", "-", "." and "/".`);
  whole(name, "timeout", timeout, 1);
  whole(name, "concurrency", concurrency, 1);
  whole(name, "priority", priority, Number.MIN_SAFE_INTEGER);
  whole(name, "retry.limit", retry.limit, 0);
  whole(name, "retry.delay", retry.delay, 0);
  whole(name, "retry.maxDelay", retry.maxDelay, 1);
}

function whole(job: string, setting: string, value: number | undefined, least: number): void {
  if (value === undefined || (Number.isSafeInteger(value) && value >= least)) return;
  const bound = least === Number.MIN_SAFE_INTEGER ? "" : `, ${least} or more`;
  throw new StartError(`The job ${job} has ${setting}: ${value}; it must be a whole number${bound}.`);
}
