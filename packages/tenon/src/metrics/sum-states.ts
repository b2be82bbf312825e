/** One set of metrics from those of several processes. */
import { AggregatorRegistry, type Registry } from "prom-client";
import type { MetricState } from "./metrics-system.ts";

/** All of them together, each metric in its own way: added up, the largest, the smallest. */
export function sumOf(states: readonly (readonly MetricState[])[]): Registry {
  return AggregatorRegistry.aggregate(states as never);
}

/** What outlives the process that counted it. */
export function lasting(state: readonly MetricState[]): readonly MetricState[] {
  return state.filter(({ type }) => type === "counter" || type === "histogram");
}

/** The same, as states to go on with. */
export async function merged(states: readonly (readonly MetricState[])[]): Promise<readonly MetricState[]> {
  return (await sumOf(states).getMetricsAsJSON()) as unknown as readonly MetricState[];
}
