/** Showing the metrics of a process that serves or works: by itself, or through the primary of its cluster. */
import cluster from "node:cluster";
import { showMetrics } from "./metrics-server.ts";
import type { MetricsSystem } from "./metrics-system.ts";
import { reportToPrimary } from "./worker-report.ts";

/** Metrics that are shown. */
export interface Exposed {
  /** Where; undefined nowhere, or by the primary. */
  readonly url: string | undefined;
  /** Ends it, after everything has been counted. */
  readonly close: () => Promise<void>;
}

/**
 * Shows the metrics of this process on their own port. A worker of a cluster hands them to its primary, which shows the sums.
 * @throws {MetricsPortError} when the port is taken
 */
export async function exposeMetrics(metrics: MetricsSystem): Promise<Exposed> {
  if (cluster.isWorker) return { url: undefined, close: reportToPrimary(metrics) };
  if (metrics.address === undefined) return { url: undefined, close: async () => {} };
  return showMetrics(metrics.address, () => metrics.text());
}
