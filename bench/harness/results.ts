/** What a run leaves behind, as JSON: enough to draw every table and chart from. */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { Measure } from "../growth/measure.ts";
import type { Machine } from "./machine.ts";
import type { Runtime } from "./peer.ts";
import type { Effort, Measured } from "./rounds.ts";

export interface Results {
  readonly measuredAt: string;
  readonly machine: Machine;
  readonly loadGenerator: string;
  readonly connections: number;
  readonly effort: Effort;
  readonly servers: readonly Server[];
  readonly scenarios: readonly ScenarioResult[];
  /** What must not grow; empty where that was not measured. */
  readonly growth: readonly Measure[];
}

/** What was measured; a name is one server's within its runtime. */
export interface Server {
  readonly runtime: Runtime;
  readonly name: string;
  readonly title: string;
  readonly version: string;
}

export interface ScenarioResult {
  readonly runtime: Runtime;
  readonly name: string;
  readonly title: string;
  readonly servers: readonly Measured[];
  readonly goals: readonly Goal[];
}

/** Tenon beside one peer. */
export interface Goal {
  readonly server: string;
  readonly against: string;
  /** The least ratio to reach; undefined where the ratio is only told. */
  readonly goal: number | undefined;
  /** Ratio of the medians of requests a second. */
  readonly ratio: number;
  /** The same by the server's processor time for a request, where it is known. */
  readonly cpuRatio: number | undefined;
}

/** Compares one server with all others. */
export function compared(
  server: string,
  measured: readonly Measured[],
  goals: Readonly<Record<string, number>>,
): readonly Goal[] {
  const own = measured.find((it) => it.server === server);
  if (own === undefined) return [];
  return measured
    .filter((it) => it !== own)
    .map((peer) => ({
      server,
      against: peer.server,
      goal: goals[peer.server],
      ratio: own.median / peer.median,
      cpuRatio:
        own.cpuMicros === undefined || peer.cpuMicros === undefined
          ? undefined
          : peer.cpuMicros / own.cpuMicros,
    }));
}

/** Whether a goal is reached, as the ratio is printed: to two decimals. */
export function reached({ goal, ratio }: Goal): boolean {
  return goal === undefined || Math.round(ratio * 100) >= Math.round(goal * 100);
}

/** Writes the results, with the folder they belong to. */
export async function writeResults(file: string, results: unknown): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(results, undefined, 2)}\n`);
}
