/** What a load generator is asked for, and what it answers. */
import type { Scenario } from "./scenario.ts";

/** Open connections, each with one request on its way: no pipelining. */
export const connections = 64;

/** What one round of load came to. */
export interface Load {
  readonly requests: number;
  readonly seconds: number;
  /** Latencies in microseconds. */
  readonly p50: number;
  readonly p99: number;
}

/** Sends a scenario's request for some seconds; an answer of another status, or none, is an error. */
export type LoadGenerator = (scenario: Scenario, port: number, seconds: number) => Promise<Load>;
