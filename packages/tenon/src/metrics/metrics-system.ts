/** What an app and a server know of metrics: an interface, so that `prom-client` is loaded only where metrics are asked for. */
import type { Middleware } from "../http/middleware.ts";
import type { JobObserver } from "../jobs/job-observer.ts";
import type { AttachedJobs } from "../jobs/job-system.ts";

/** Where metrics are shown. */
export interface MetricsAddress {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
}

/** The state of one metric, as `prom-client` writes it for a sum over processes. */
export interface MetricState {
  readonly name: string;
  readonly help: string;
  readonly type: unknown;
  readonly aggregator: unknown;
  readonly values: readonly {
    readonly value: number;
    readonly labels: Readonly<Record<string, string | number>>;
    readonly metricName?: string;
  }[];
}

/** What measures an app; made by `metrics` of `tenon/metrics`, and given to `createApp({ metrics })`. */
export interface MetricsSystem {
  readonly "~tenon": "metrics";
  /** Stands outside of all other middleware of the app. */
  readonly middleware: Middleware;
  /** Is told what becomes of jobs. */
  readonly jobs: JobObserver;
  /** Where they are shown; undefined nowhere. */
  readonly address: MetricsAddress | undefined;
  /** Begins to measure the process, and the queues of these jobs. @returns ends it */
  readonly attach: (jobs: AttachedJobs | undefined) => () => void;
  /** All metrics of this process, for a sum over processes. */
  readonly state: () => Promise<readonly MetricState[]>;
  /** All metrics of this process in the format of Prometheus. */
  readonly text: () => Promise<string>;
}
