/** All scenarios in turn, then what must not grow: measured, printed at once, kept as JSON. */
import { relative } from "node:path";
import { grown } from "./growth/grown.ts";
import type { Measure } from "./growth/measure.ts";
import { connections } from "./harness/load.ts";
import { loadGenerator } from "./harness/load-generator.ts";
import { machine } from "./harness/machine.ts";
import { heading, scenarioReport, total } from "./harness/report.ts";
import { compared, type ScenarioResult, writeResults } from "./harness/results.ts";
import { measure } from "./harness/rounds.ts";
import { selection } from "./harness/selection.ts";

/** Runs what the command line asks for. */
export async function compare(parameters: readonly string[]): Promise<void> {
  const { comparisons, growth, effort, output } = await selection(parameters);
  const generator = loadGenerator();
  const about = {
    measuredAt: new Date().toISOString(),
    machine: machine(),
    loadGenerator: generator.name,
    connections,
    effort,
    servers: comparisons.flatMap(({ runtime, peers }) =>
      peers.map(({ name, title, version }) => ({ runtime, name, title, version })),
    ),
  };
  console.log(heading(about));
  const results = { ...about, scenarios: [] as ScenarioResult[], growth: [] as readonly Measure[] };
  for (const { runtime, peers, scenarios } of comparisons)
    for (const scenario of scenarios) {
      const { name, title, goals } = scenario;
      const servers = await measure(scenario, peers, generator.run, effort);
      const result = { runtime, name, title, servers, goals: compared("tenon", servers, goals) };
      console.log(scenarioReport(result));
      results.scenarios.push(result);
      await writeResults(output, results); // What is measured stays, whatever comes after it.
    }
  if (growth !== undefined) results.growth = await grown(generator.run, effort, growth);
  await writeResults(output, results);
  console.log(`${total(results)}; all rounds in ${relative(process.cwd(), output)}`);
}
