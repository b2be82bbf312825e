/** What an app knows of its jobs: an interface, so that nothing of the engine is loaded with the app. */
import type { Need } from "../depends/need.ts";
import type { Job } from "./job.ts";
import type { JobHost } from "./job-runner.ts";

/** A worker's options, as a command gives them. */
export interface WorkerRequest {
  readonly queues?: readonly string[] | undefined;
  readonly concurrency?: number | undefined;
}

/** The jobs of an app, given to `createApp({ jobs })`; made by `jobs` of `tenon/jobs`. */
export interface JobSystem {
  readonly "~tenon": "jobs";
  readonly jobs: readonly Job[];
  /** Looks at the declarations: unique names, plans, inputs. Opens nothing. */
  readonly attach: (host: JobHost) => AttachedJobs;
}

/** What opens app-scoped values. */
export type OpenValue = <Value>(need: Need<Value, "app">) => Promise<Value>;

/** The jobs of one running app. */
export interface AttachedJobs {
  /** Opens the engine and makes the queues. */
  readonly open: (get: OpenValue) => Promise<void>;
  /** Begins to work: as the system says by itself, as a command asks. */
  readonly work: (request: "default" | WorkerRequest) => Promise<void>;
  /** Takes nothing more, and waits for what runs, up to the deadline. The same promise every time. */
  readonly stop: () => Promise<void>;
  /** For test clients: see `TestJobs`. */
  readonly drain: (options?: { readonly delayed?: boolean }) => Promise<Drained>;
  /** How the queues stand in the database, now. */
  readonly stats: () => Promise<QueueStats[]>;
  /** The inputs that are in the queue of a job or have gone through it, in the order sent. */
  readonly sent: (job: Job) => Promise<unknown[]>;
}

/** What a drain ran. */
export interface Drained {
  readonly completed: readonly string[];
  readonly failed: readonly { readonly job: string; readonly error: unknown }[];
}

/** One queue, now. */
export interface QueueStats {
  /** The name of the job. */
  readonly name: string;
  /** Could run now. */
  readonly ready: number;
  /** Are to run later: sent so, or between two attempts. */
  readonly delayed: number;
  /** Of these and of the ready ones, those that have failed before. */
  readonly retrying: number;
  /** Run now. */
  readonly active: number;
  /** Completed within the last day. */
  readonly completed: number;
  /** Dead letters of this job. */
  readonly dead: number;
  /** How long the oldest ready one has been waiting, in seconds; 0 when there is none. */
  readonly oldestSeconds: number;
}
