/** What the workers of a cluster and their primary say to each other about metrics, over the channel that Node gives them. */
import type { MetricState } from "./metrics-system.ts";

/** From a worker: how its metrics stand. */
export interface FromWorker {
  readonly tenon: "metrics";
  readonly type: "state";
  /** The question that this answers; a report that comes by itself has none. */
  readonly answers?: number;
  readonly state: readonly MetricState[];
}

/** From the primary: asks for the state. */
export interface FromPrimary {
  readonly tenon: "metrics";
  readonly type: "ask";
  readonly question: number;
}

/** Whether a message is about metrics: others use the channel, too. */
export function isAboutMetrics(message: unknown): message is FromWorker | FromPrimary {
  return (
    typeof message === "object" && message !== null && (message as Partial<FromPrimary>).tenon === "metrics"
  );
}
