/** What is measured of a pool of database connections: of `pg.Pool`, and of whatever has its shape. */
import { Counter, Gauge, Histogram } from "prom-client";
import type { Metrics } from "./metrics.ts";

/** What is looked at of a pool. `pg.Pool` has it. */
export interface ObservedPool {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
  readonly options: { readonly max?: number | null };
  on(event: "acquire", listener: (client: object) => void): unknown;
  on(event: "release", listener: (error: unknown, client: object) => void): unknown;
}

/** Measures what waits for a connection. */
export interface PoolMetrics {
  /**
   * Call it when somebody begins to wait for a connection, and what it gives when that has ended.
   * @example
   * const ended = pool.waiting();
   * try { client = await connect(); ended("connected"); } catch (error) { ended("timeout"); throw error; }
   */
  readonly waiting: () => (outcome: "connected" | "timeout" | "failed") => void;
}

const waits = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];

/**
 * Measures a pool of connections under OpenTelemetry's names, `db_client_connection_...`.
 * @param name of the pool, the label `db_client_connection_pool_name`
 * @example
 * const measured = observePool(meters, pool, "service");
 */
export function observePool({ registry }: Metrics, pool: ObservedPool, name: string): PoolMetrics {
  const registers = [registry];
  const label = { db_client_connection_pool_name: name } as const;
  const labelNames = ["db_client_connection_pool_name"] as const;
  // Another pool of the same process, a restarted app's, takes the place of the one before.
  for (const metric of names) registry.removeSingleMetric(metric);
  new Gauge({
    name: names[0],
    help: "Open connections, idle and used",
    labelNames: [...labelNames, "db_client_connection_state"],
    registers,
    collect() {
      this.set({ ...label, db_client_connection_state: "idle" }, pool.idleCount);
      this.set({ ...label, db_client_connection_state: "used" }, pool.totalCount - pool.idleCount);
    },
  });
  new Gauge({
    name: names[1],
    help: "The most connections there may be",
    labelNames,
    registers,
    collect() {
      this.set(label, pool.options.max ?? 10);
    },
  });
  new Gauge({
    name: names[2],
    help: "Who waits for a connection",
    labelNames,
    registers,
    collect() {
      this.set(label, pool.waitingCount);
    },
  });
  const timeouts = new Counter({
    name: names[3],
    help: "Who waited for a connection in vain",
    labelNames,
    registers,
  });
  timeouts.inc(label, 0);
  const buckets = waits;
  const wait = new Histogram({
    name: names[4],
    help: "How long it took to get a connection",
    labelNames,
    buckets,
    registers,
  });
  const use = new Histogram({
    name: names[5],
    help: "How long a connection was kept",
    labelNames,
    buckets,
    registers,
  });
  const takenAt = new WeakMap<object, number>();
  pool.on("acquire", (client) => takenAt.set(client, performance.now()));
  pool.on("release", (_error, client) => {
    const taken = takenAt.get(client);
    if (taken !== undefined) use.observe(label, (performance.now() - taken) / 1000);
  });
  return {
    waiting() {
      const began = performance.now();
      return (outcome) => {
        if (outcome === "connected") wait.observe(label, (performance.now() - began) / 1000);
        else if (outcome === "timeout") timeouts.inc(label);
      };
    },
  };
}

const names = [
  "db_client_connection_count",
  "db_client_connection_limit",
  "db_client_connection_pending_requests",
  "db_client_connection_timeouts_total",
  "db_client_connection_wait_time_seconds",
  "db_client_connection_use_time_seconds",
] as const;
