/**
 * The primary's side: one answer for all workers. What a worker counted stays in the sums when it has ended, so a counter never
 * goes backwards because a process was replaced.
 */
import type { Worker } from "node:cluster";
import { Counter, Registry } from "prom-client";
import { type FromPrimary, type FromWorker, isAboutMetrics } from "./cluster-messages.ts";
import { type MetricsServer, showMetrics } from "./metrics-server.ts";
import type { MetricState, MetricsAddress } from "./metrics-system.ts";
import { lasting, merged, sumOf } from "./sum-states.ts";

/** How long a worker that is busy may take to answer before its last report counts instead, in milliseconds. */
const patience = 1_000;

/** What the primary knows of a worker. */
interface Known {
  last: readonly MetricState[];
  /** Who waits for its next answer, by question. */
  readonly waiting: Map<number, () => void>;
}

/** The metrics of a cluster, kept by its primary. */
export class ClusterMetrics {
  readonly #workers = new Map<Worker, Known>();
  readonly #own = new Registry();
  readonly #restarts: Counter<"reason">;
  #gone: readonly MetricState[] = [];
  /** One after the other: each sum builds on the one before. */
  #keeping: Promise<void> = Promise.resolve();
  #questions = 0;
  #server: MetricsServer | undefined = undefined;

  constructor() {
    this.#restarts = new Counter({
      name: "tenon_worker_restarts_total",
      help: "Workers that were replaced",
      labelNames: ["reason"],
      registers: [this.#own],
    });
    for (const reason of ["crash", "reload"]) this.#restarts.inc({ reason }, 0);
  }

  /**
   * Shows the metrics of a cluster.
   * @param address where; nowhere when undefined
   * @throws {MetricsPortError} when the port is taken
   */
  static async show(address: MetricsAddress | undefined): Promise<ClusterMetrics> {
    const metrics = new ClusterMetrics();
    if (address !== undefined) metrics.#server = await showMetrics(address, () => metrics.text());
    return metrics;
  }

  /** Takes a worker's metrics into the sums, for ever; call it when the worker is forked. */
  follow(worker: Worker): void {
    const known: Known = { last: [], waiting: new Map() };
    this.#workers.set(worker, known);
    worker.on("message", (message: unknown) => {
      if (isAboutMetrics(message) && message.type !== "ask") this.#told(known, message);
    });
    // Not its end: what it has sent before may still be on its way then.
    worker.once("disconnect", () => {
      this.#workers.delete(worker);
      for (const answered of known.waiting.values()) answered();
      this.#keep(known.last);
    });
  }

  /** Counts a worker that was replaced. */
  replaced(reason: "crash" | "reload"): void {
    this.#restarts.inc({ reason });
  }

  /** Where they are shown. */
  get url(): string | undefined {
    return this.#server?.url;
  }

  /** The metrics of all, in the format of Prometheus. */
  async text(): Promise<string> {
    await Promise.all([...this.#workers].map(([worker, known]) => this.#ask(worker, known)));
    await this.#keeping;
    const own = (await this.#own.getMetricsAsJSON()) as unknown as readonly MetricState[];
    return sumOf([...[...this.#workers.values()].map(({ last }) => last), this.#gone, own]).metrics();
  }

  async close(): Promise<void> {
    await this.#server?.close();
  }

  #told(known: Known, message: FromWorker): void {
    known.last = message.state;
    if (message.answers !== undefined) known.waiting.get(message.answers)?.();
  }

  #keep(state: readonly MetricState[]): void {
    const left = lasting(state);
    this.#keeping = this.#keeping.then(async () => {
      this.#gone = await merged([this.#gone, left]);
    });
  }

  /** Never rejects: a worker that does not answer has told how it stood before. */
  #ask(worker: Worker, { waiting }: Known): Promise<void> {
    const question = this.#questions++;
    const message: FromPrimary = { tenon: "metrics", type: "ask", question };
    return new Promise((resolve) => {
      const timer = setTimeout(answered, patience);
      function answered(): void {
        clearTimeout(timer);
        waiting.delete(question);
        resolve();
      }
      waiting.set(question, answered);
      if (worker.isConnected()) worker.send(message, (error) => (error === null ? undefined : answered()));
      else answered();
    });
  }
}
