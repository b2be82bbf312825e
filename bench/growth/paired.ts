/** Two servers of Tenon in turns, by the same rounds as the comparison with others. */
import type { LoadGenerator } from "../harness/load.ts";
import { onNode, type Peer, tenonVersion } from "../harness/peer.ts";
import { type Effort, type Measured, measure } from "../harness/rounds.ts";
import type { Scenario } from "../harness/scenario.ts";
import { median } from "../harness/statistics.ts";
import type { Measure } from "./measure.ts";

/** A request of its own, as a scenario without goals. */
function request(name: string, target: string, headers: Readonly<Record<string, string>> = {}): Scenario {
  return { name, title: name, method: "GET", target, headers, status: 200, goals: {} };
}

function tenon(name: string, file: string, env: Readonly<Record<string, string>>): Peer {
  return { name, title: `Tenon, ${name}`, version: tenonVersion(), command: onNode(`growth/${file}`), env };
}

/** An app with 10 operations and one with 5,000, asked the same. */
export async function operations(load: LoadGenerator, effort: Effort): Promise<readonly Measure[]> {
  const file = "operations.ts";
  const [few, many] = await pair(
    request("operations", "/resource1/42"),
    [
      tenon("10 operations", file, { OPERATIONS: "10" }),
      tenon("5,000 operations", file, { OPERATIONS: "5000" }),
    ],
    load,
    effort,
  );
  return [
    {
      name: "latencyOfOperations",
      title: "latency with 5,000 operations to that with 10",
      value: latency(many) / latency(few),
      unit: "",
      goal: 1.05,
      bound: "at most",
      from: { few: latency(few), many: latency(many) },
    },
    {
      name: "throughputOfOperations",
      title: "requests/s with 5,000 operations to those with 10",
      value: many.median / few.median,
      unit: "",
      goal: 0.95,
      bound: "at least",
      from: figures(few, many),
    },
  ];
}

/** The built-in middleware together, and the bare app. */
export async function middleware(load: LoadGenerator, effort: Effort): Promise<readonly Measure[]> {
  const file = "middleware.ts";
  const quiet = { output: "ignore" } as const;
  const [bare, all] = await pair(
    request("middleware", "/items/42", { origin: "https://app.example.com" }),
    [
      { ...tenon("bare", file, { MIDDLEWARE: "none" }), ...quiet },
      { ...tenon("middleware", file, { MIDDLEWARE: "all" }), ...quiet },
    ],
    load,
    effort,
  );
  return [
    {
      name: "middleware",
      title: "requests/s with the built-in middleware to those of the bare app",
      value: all.median / bare.median,
      unit: "",
      goal: 0.85,
      bound: "at least",
      from: figures(bare, all),
    },
  ];
}

async function pair(
  scenario: Scenario,
  peers: readonly [Peer, Peer],
  load: LoadGenerator,
  effort: Effort,
): Promise<readonly [Measured, Measured]> {
  const [first, second] = await measure(scenario, peers, load, effort);
  if (first === undefined || second === undefined) throw new Error(`${scenario.name} was not measured`);
  return [first, second];
}

/** The median of the rounds' medians, in microseconds. */
function latency({ rounds }: Measured): number {
  return median(rounds.map(({ p50 }) => p50));
}

function figures(first: Measured, second: Measured): Readonly<Record<string, number>> {
  const named = ({ server, median, cpuMicros }: Measured) => ({
    [`${server}: requests/s`]: median,
    ...(cpuMicros !== undefined && { [`${server}: cpu µs`]: cpuMicros }),
  });
  return { ...named(first), ...named(second) };
}
