/** What is measured of the process: event loop, garbage collection, memory, processor time. */
import {
  constants,
  monitorEventLoopDelay,
  type PerformanceEntry,
  PerformanceObserver,
  performance,
} from "node:perf_hooks";
import { getHeapStatistics } from "node:v8";
import { Counter, Gauge, Histogram, type Registry } from "prom-client";

/** A reading of the event loop covers at least this time, in milliseconds, however often it is read. */
const shortest = 5_000;

/** As OpenTelemetry advises for `v8js.gc.duration`, in seconds. */
const pauses = [0.01, 0.1, 1, 10];

const kinds: Readonly<Record<number, string>> = {
  [constants.NODE_PERFORMANCE_GC_MAJOR]: "major",
  [constants.NODE_PERFORMANCE_GC_MINOR]: "minor",
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL]: "incremental",
  [constants.NODE_PERFORMANCE_GC_WEAKCB]: "weakcb",
};

/** Makes the metrics of this process. @returns begins to measure, and gives what ends it */
export function processMetrics(registry: Registry): () => () => void {
  memoryMetrics(registry);
  const eventLoop = eventLoopMetrics(registry);
  const pause = new Histogram({
    name: "v8js_gc_duration_seconds",
    help: "Garbage collection",
    labelNames: ["v8js_gc_type"],
    buckets: pauses,
    registers: [registry],
  });
  return () => {
    const stopEventLoop = eventLoop();
    const observer = new PerformanceObserver((list) => {
      for (const { detail, duration } of list.getEntries() as GarbageCollection[]) {
        pause.observe({ v8js_gc_type: kinds[detail.kind] ?? "unknown" }, duration / 1000);
      }
    });
    observer.observe({ entryTypes: ["gc"] });
    return () => {
      stopEventLoop();
      observer.disconnect();
    };
  };
}

/** What Node tells of a collection; its types leave out the detail. */
type GarbageCollection = PerformanceEntry & { readonly detail: { readonly kind: number } };

function memoryMetrics(registry: Registry): void {
  const registers = [registry];
  const sum = { registers, aggregator: "sum" } as const;
  gauge("v8js_memory_heap_used_bytes", "The heap in use", () => getHeapStatistics().used_heap_size, sum);
  gauge(
    "v8js_memory_heap_limit_bytes",
    "The most the heap may be",
    () => getHeapStatistics().heap_size_limit,
    sum,
  );
  gauge("process_resident_memory_bytes", "Memory in use", () => process.memoryUsage.rss(), sum);
  gauge("tenon_workers", "Processes that serve", () => 1, sum);
  const began = Date.now() / 1000 - process.uptime();
  const earliest = { registers, aggregator: "min" } as const;
  gauge("process_start_time_seconds", "When the process began, in seconds since 1970", () => began, earliest);
  let counted = 0;
  new Counter({
    name: "process_cpu_seconds_total",
    help: "Processor time, user and system",
    registers,
    collect() {
      const { user, system } = process.cpuUsage();
      const seconds = (user + system) / 1e6;
      this.inc(seconds - counted);
      counted = seconds;
    },
  });
}

interface Kept {
  readonly registers: Registry[];
  readonly aggregator: "sum" | "min" | "max";
}

function gauge(name: string, help: string, read: () => number, kept: Kept): void {
  new Gauge({
    name,
    help,
    ...kept,
    collect() {
      this.set(read());
    },
  });
}

function eventLoopMetrics(registry: Registry): () => () => void {
  let delay = monitorEventLoopDelay({ resolution: 10 });
  let since = performance.now();
  let busy = performance.eventLoopUtilization();
  /** Several may read at about the same time: they see the same stretch. */
  const renew = (): void => {
    if (performance.now() - since < shortest) return;
    since = performance.now();
    busy = performance.eventLoopUtilization();
    delay.reset();
  };
  const max: Kept = { registers: [registry], aggregator: "max" };
  const readings = {
    p50: () => delay.percentile(50),
    p90: () => delay.percentile(90),
    p99: () => delay.percentile(99),
    mean: () => delay.mean,
    max: () => delay.max,
  };
  for (const [which, read] of Object.entries(readings)) {
    gauge(
      `nodejs_eventloop_delay_${which}_seconds`,
      `How late the event loop was: ${which}`,
      () => finite(read()) / 1e9,
      max,
    );
  }
  // The last of them: it begins the next stretch once all have been read.
  gauge(
    "nodejs_eventloop_utilization_ratio",
    "How much of the time the event loop was busy",
    () => {
      const { utilization } = performance.eventLoopUtilization(busy);
      setImmediate(renew);
      return utilization;
    },
    max,
  );
  return () => {
    delay = monitorEventLoopDelay({ resolution: 10 });
    delay.enable();
    return () => delay.disable();
  };
}

/** Before the first sample there is no mean. */
function finite(nanoseconds: number): number {
  return Number.isFinite(nanoseconds) && nanoseconds < 1e15 ? nanoseconds : 0;
}
