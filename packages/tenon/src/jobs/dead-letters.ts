/** Jobs that have failed for good: kept for 30 days, to be looked at, replayed or dropped. */
import type { JobEngine } from "./job-engine.ts";
import type { StoredInput } from "./job-input.ts";
import { deadLetterQueue } from "./queue-settings.ts";
import { reasonText } from "./reason.ts";

/** A job that has failed for good. */
export interface DeadLetter {
  /** Of the dead letter; the job itself was `jobId`. */
  readonly id: string;
  readonly job: string;
  readonly jobId: string;
  /** On the wire side, as it was stored. */
  readonly input: unknown;
  /** The last error, in a line. */
  readonly reason: string;
  readonly attempts: number;
  readonly sentAt: Date;
  readonly failedAt: Date;
}

/** The dead letters of an engine. */
export class DeadLetters {
  readonly #engine: JobEngine;

  constructor(engine: JobEngine) {
    this.#engine = engine;
  }

  /**
   * The oldest first.
   * @param limit at most so many. Default: 100
   * @param after the id of the last one of the page before
   */
  async list({
    limit = 100,
    after,
  }: {
    readonly limit?: number;
    readonly after?: string;
  } = {}): Promise<DeadLetter[]> {
    const found = await this.#engine.boss.findJobs<StoredInput>(deadLetterQueue, {
      queued: true,
      limit,
      ...(after === undefined ? {} : { after }),
    });
    return found.map((one) => ({
      id: one.id,
      job: one.sourceName ?? deadLetterQueue,
      jobId: one.sourceId ?? one.id,
      input: one.data?.input,
      reason: reasonText(one.sourceOutput),
      attempts: (one.sourceRetryCount ?? 0) + 1,
      sentAt: one.sourceCreatedOn ?? one.createdOn,
      failedAt: one.createdOn,
    }));
  }

  /**
   * Sends them again, with all their retries.
   * @returns how many; one whose job is gone, or whose key another job has, stays
   */
  async replay(ids: readonly string[]): Promise<number> {
    if (ids.length === 0) return 0;
    return this.#engine.boss.redrive(deadLetterQueue, { ids: [...ids], limit: ids.length });
  }

  /** Removes them. */
  async drop(ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await this.#engine.boss.deleteJob(deadLetterQueue, [...ids]);
  }
}
