/** Shows the metrics of a running app, if it has any: without them nothing of `prom-client` is loaded. */
import type { RunningApp } from "../app/running-app.ts";
import type { Logger } from "../http/logger.ts";
import type { ClusterMetrics } from "../metrics/cluster-metrics.ts";
import type { Exposed } from "../metrics/expose.ts";
import type { MetricsSystem } from "../metrics/metrics-system.ts";

export type { Exposed };

/**
 * Shows the metrics of an app on their own port, or hands them to the primary of this worker.
 * @throws {MetricsPortError} when the port is taken
 */
export async function exposeMetrics({ options, logger }: RunningApp): Promise<Exposed | undefined> {
  if (options.metrics === undefined) return undefined;
  const metrics = await import("../metrics/expose.ts");
  const exposed = await metrics.exposeMetrics(options.metrics);
  if (exposed.url !== undefined) logger.info({ url: exposed.url }, `Metrics on ${exposed.url}`);
  return exposed;
}

/**
 * Shows the sums of what the workers of a cluster measure; for its primary process.
 * @throws {MetricsPortError} when the port is taken
 */
export async function clusterMetrics(
  metrics: MetricsSystem | undefined,
  logger: Logger,
): Promise<ClusterMetrics | undefined> {
  if (metrics === undefined) return undefined;
  const { ClusterMetrics } = await import("../metrics/cluster-metrics.ts");
  const sums = await ClusterMetrics.show(metrics.address);
  if (sums.url !== undefined) logger.info({ url: sums.url }, `Metrics on ${sums.url}`);
  return sums;
}
