/** One thing that must not grow, and how far it may. */

/** A figure with its limit. */
export interface Measure {
  readonly name: string;
  readonly title: string;
  readonly value: number;
  readonly unit: string;
  readonly goal: number;
  readonly bound: "at most" | "at least";
  /** What the figure was worked out from. */
  readonly from: Readonly<Record<string, number>>;
}

/** How much is measured. */
export interface GrowthEffort {
  /** Fresh processes for what is measured once in each of them. */
  readonly processes: number;
  /** Rounds within one process, and requests a round. */
  readonly rounds: number;
  readonly requestsPerRound: number;
  /** Requests after which the heap is looked at. */
  readonly requestsForLeaks: number;
}

/** Enough for figures that count. */
export const fullGrowth: GrowthEffort = {
  processes: 5,
  rounds: 9,
  requestsPerRound: 20_000,
  requestsForLeaks: 1_000_000,
};

/** Enough to see that everything runs. */
export const quickGrowth: GrowthEffort = {
  processes: 1,
  rounds: 3,
  requestsPerRound: 5000,
  requestsForLeaks: 100_000,
};

/** Whether the limit is kept, as the figure is printed: to two decimals. */
export function isKept({ value, goal, bound }: Measure): boolean {
  const [printed, limit] = [Math.round(value * 100), Math.round(goal * 100)];
  return bound === "at most" ? printed <= limit : printed >= limit;
}
