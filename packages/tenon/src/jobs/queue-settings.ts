/** A job's settings in the engine's words: each job has a queue of its own, by its name. */
import type { UpdateQueueOptions } from "pg-boss";
import type { Job } from "./job.ts";

/** Where jobs end that have failed for good. */
export const deadLetterQueue = "dead-letters";

/** How long a job may wait, and how long dead letters are kept, in seconds: 30 days. */
const retentionSeconds = 30 * 24 * 3600;
/** How long a job that has ended can be looked at, in seconds: 1 day. */
const deleteAfterSeconds = 24 * 3600;
/** A worker that has not been heard from for so many seconds is dead, and its jobs are tried again. */
const heartbeatSeconds = 30;

/** What can be changed of a queue that is there already. */
export function queueSettings({ needs }: Job, heartbeat = heartbeatSeconds): UpdateQueueOptions {
  const { limit = 5, delay = 2, backoff = "exponential", maxDelay = 3600 } = needs.retry ?? {};
  const exponential = backoff === "exponential";
  return {
    retryLimit: limit,
    retryDelay: exponential ? Math.max(delay, 1) : delay,
    retryBackoff: exponential,
    retryDelayMax: exponential ? maxDelay : null,
    expireInSeconds: needs.timeout ?? 300,
    heartbeatSeconds: heartbeat,
    retentionSeconds,
    deleteAfterSeconds,
    deadLetter: deadLetterQueue,
    notify: true,
  };
}

/** The settings of the queue of dead letters. */
export const deadLetterSettings = { retentionSeconds, deleteAfterSeconds, notify: false } as const;

/**
 * The engine's rule for how many there may be: `singleton` one active a key, `exclusive` one a key that has not ended. A job
 * sent without a key gets one of its own where it stands for itself, see `singletonKey`.
 */
export function queuePolicy({ needs }: Job): "singleton" | "exclusive" {
  return needs.singleton === "wait" ? "singleton" : "exclusive";
}

/** The engine's key of one job: the sender's; without one, jobs of a singleton share a key and others have none in common. */
export function singletonKey({ needs }: Job, key: string | undefined): string {
  if (key !== undefined) return `key:${key}`;
  return needs.singleton === undefined ? `own:${crypto.randomUUID()}` : "all";
}
