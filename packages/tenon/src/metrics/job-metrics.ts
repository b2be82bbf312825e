/** What is measured of jobs: those of this process as they happen, the queues in the database when somebody looks. */
import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { JobObserver } from "../jobs/job-observer.ts";
import type { AttachedJobs, QueueStats } from "../jobs/job-system.ts";

const durations = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300];

/** A reading of the queues serves everybody who asks within this time, in milliseconds. */
const fresh = 2_000;
/** How long a reading may take before the scrape goes on without it, in milliseconds. */
const patience = 2_000;

/** The metrics of jobs. */
export class JobMetrics implements JobObserver {
  readonly #attached = new Set<AttachedJobs>();
  readonly #sent: Counter<"job_name">;
  readonly #attempts: Counter<"job_name" | "outcome">;
  readonly #durations: Histogram<"job_name" | "outcome">;
  #reading: { readonly since: number; readonly stats: Promise<readonly QueueStats[]> } | undefined =
    undefined;

  constructor(registry: Registry) {
    const registers = [registry];
    const stats = (): Promise<readonly QueueStats[]> => this.#stats();
    this.#sent = new Counter({
      name: "tenon_jobs_sent_total",
      help: "Jobs sent by this process",
      labelNames: ["job_name"],
      registers,
    });
    const labelNames = ["job_name", "outcome"] as const;
    this.#attempts = new Counter({
      name: "tenon_job_attempts_total",
      help: "Attempts at jobs that ended in this process: completed, failed (tried again) or dead",
      labelNames,
      registers,
    });
    this.#durations = new Histogram({
      name: "tenon_job_duration_seconds",
      help: "How long attempts at jobs took",
      labelNames,
      buckets: durations,
      registers,
    });
    new Gauge({
      name: "tenon_job_queue_depth",
      help: "Jobs in the database by state, the same for every process",
      labelNames: ["job_name", "state"],
      registers,
      aggregator: "max",
      async collect() {
        this.reset();
        for (const queue of await stats()) {
          for (const state of ["ready", "delayed", "retrying", "active", "dead"] as const)
            this.set({ job_name: queue.name, state }, queue[state]);
        }
      },
    });
    new Gauge({
      name: "tenon_job_queue_oldest_age_seconds",
      help: "How long the oldest ready job has been waiting, the same for every process",
      labelNames: ["job_name"],
      registers,
      aggregator: "max",
      async collect() {
        this.reset();
        for (const { name, oldestSeconds } of await stats()) this.set({ job_name: name }, oldestSeconds);
      },
    });
  }

  sent = (job: string, count: number): void => this.#sent.inc({ job_name: job }, count);

  attempted = (job: string, outcome: "completed" | "failed" | "dead", seconds: number): void => {
    this.#attempts.inc({ job_name: job, outcome });
    this.#durations.observe({ job_name: job, outcome }, seconds);
  };

  /** Looks at the queues of an app from now on. @returns ends it */
  attach(jobs: AttachedJobs): () => void {
    this.#attached.add(jobs);
    this.#reading = undefined;
    return () => {
      this.#attached.delete(jobs);
      this.#reading = undefined;
    };
  }

  /** Never rejects: without an answer of the database there is nothing to show, and its own alerts say why. */
  #stats(): Promise<readonly QueueStats[]> {
    const now = performance.now();
    if (this.#reading === undefined || now - this.#reading.since > fresh)
      this.#reading = { since: now, stats: this.#read() };
    return this.#reading.stats;
  }

  async #read(): Promise<readonly QueueStats[]> {
    const late = Promise.withResolvers<readonly QueueStats[]>();
    const timer = setTimeout(() => late.resolve([]), patience);
    const all = Promise.all([...this.#attached].map((jobs) => jobs.stats())).then(
      (lists) => lists.flat(),
      () => [],
    );
    try {
      return await Promise.race([all, late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }
}
