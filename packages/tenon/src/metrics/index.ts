/** Metrics for Prometheus (install `prom-client` beside): `import { metrics } from "tenon/metrics"`. On Node. */
export { ClusterMetrics } from "./cluster-metrics.ts";
export { type ObservedPool, observePool, type PoolMetrics } from "./database-pool.ts";
export { type Exposed, exposeMetrics } from "./expose.ts";
export { type Metrics, type MetricsOptions, metrics } from "./metrics.ts";
export { MetricsPortError } from "./metrics-server.ts";
export type { MetricState, MetricsAddress, MetricsSystem } from "./metrics-system.ts";
