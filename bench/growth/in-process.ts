/** What is measured without a socket: further dependencies, and the start of a large app. */
import { median } from "../harness/statistics.ts";
import type { GrowthEffort, Measure } from "./measure.ts";
import { figuresOf } from "./script.ts";

/** What each further dependency costs. */
export async function dependencies({ rounds, requestsPerRound }: GrowthEffort): Promise<readonly Measure[]> {
  const from = await figuresOf("dependencies-in-process.ts", rounds, requestsPerRound);
  const measure = (kind: "synchronous" | "asynchronous", goal: number): Measure => ({
    name: `${kind}Dependency`,
    title: `each further ${kind} dependency`,
    value: (from[kind] ?? Number.NaN) / 1000,
    unit: "µs",
    goal,
    bound: "at most",
    from,
  });
  return [measure("synchronous", 0.3), measure("asynchronous", 1)];
}

/** What a large app takes to start, with its document. */
export async function startUp({ processes }: GrowthEffort): Promise<readonly Measure[]> {
  const starts: Readonly<Record<string, number>>[] = [];
  for (let start = 0; start < processes; start++)
    starts.push(await figuresOf("start-up-in-process.ts", 1000));
  const middle = (part: string) => median(starts.map((it) => it[part] ?? Number.NaN));
  return [
    {
      name: "startUp",
      title: "start of 1,000 operations, with the document",
      value: middle("all"),
      unit: "ms",
      goal: 400,
      bound: "at most",
      from: { declare: middle("declare"), start: middle("start"), document: middle("document") },
    },
  ];
}
