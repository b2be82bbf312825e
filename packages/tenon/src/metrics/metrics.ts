/** The metrics of a service: what Tenon measures by itself, and a registry for what the service adds. */
import { Registry } from "prom-client";
import type { MiddlewareHooks } from "../http/middleware.ts";
import type { AttachedJobs } from "../jobs/job-system.ts";
import { JobMetrics } from "./job-metrics.ts";
import type { MetricState, MetricsAddress, MetricsSystem } from "./metrics-system.ts";
import { processMetrics } from "./process-metrics.ts";
import { requestMetrics } from "./request-metrics.ts";

/** Where metrics are shown. */
export interface MetricsOptions {
  /** The port of `GET /metrics`: never the one that everybody reaches. 0 takes any free one, `false` shows them nowhere. Default: 9464. */
  readonly port?: number | false;
  /** The address to listen on. Default: `127.0.0.1`, this machine only. */
  readonly host?: string;
}

/**
 * Measures an app: requests, jobs, load, event loop, garbage collection, memory (docs/metrics.md has the names). They are shown
 * on a port of their own by whatever serves the app: `serve`, `tenon serve` (where several workers serve, one answer has the sums
 * of all) and `tenon worker`. Install `prom-client` beside Tenon.
 *
 * @param options `port` (9464), `host` (`127.0.0.1`)
 * @example
 * export const meters = metrics({ port: 9464 });
 * export const orders = new Counter({ name: "orders_total", help: "Orders", registers: [meters.registry] });
 * export default createApp({ metrics: meters, routes });
 */
export function metrics(options: MetricsOptions = {}): Metrics {
  return new Metrics(options);
}

/** The metrics of one service in this process. */
export class Metrics implements MetricsSystem {
  readonly "~tenon" = "metrics";
  /** For metrics of your own: `new Counter({ ..., registers: [meters.registry] })`. */
  readonly registry = new Registry();
  readonly address: MetricsAddress | undefined;
  readonly middleware: MiddlewareHooks;
  readonly jobs: JobMetrics;
  readonly #measureProcess: () => () => void;
  /** How many running apps share the measuring of the process. */
  #attached = 0;
  #stopMeasuring: (() => void) | undefined = undefined;

  constructor({ port = 9464, host = "127.0.0.1" }: MetricsOptions) {
    this.address = port === false ? undefined : { host, port };
    this.middleware = requestMetrics(this.registry);
    this.jobs = new JobMetrics(this.registry);
    this.#measureProcess = processMetrics(this.registry);
  }

  attach(jobs: AttachedJobs | undefined): () => void {
    const detach = jobs === undefined ? undefined : this.jobs.attach(jobs);
    this.#attached += 1;
    this.#stopMeasuring ??= this.#measureProcess();
    return () => {
      detach?.();
      this.#attached -= 1;
      if (this.#attached > 0) return;
      this.#stopMeasuring?.();
      this.#stopMeasuring = undefined;
    };
  }

  async state(): Promise<readonly MetricState[]> {
    return (await this.registry.getMetricsAsJSON()) as unknown as readonly MetricState[];
  }

  text(): Promise<string> {
    return this.registry.metrics();
  }
}
