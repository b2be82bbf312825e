/** What the figures were measured on: without it they mean nothing. */
import { availableParallelism, cpus, loadavg, release, totalmem, type } from "node:os";
import { canPin } from "./pinned.ts";

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  /** Whether the server and the load generator had a core each. */
  readonly pinned: boolean;
  /** Processes that wanted to run when the measurement began; others than ours, so more than 0.5 is noise. */
  readonly loadAtStart: number;
}

/** Describes this machine. */
export function machine(): Machine {
  return {
    processor: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    pinned: canPin,
    loadAtStart: Math.round((loadavg()[0] ?? 0) * 100) / 100,
  };
}
