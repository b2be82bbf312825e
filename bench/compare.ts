/** All scenarios in turn: measured, printed at once, kept as JSON. */
import { relative } from "node:path";
import { connections } from "./harness/load.ts";
import { loadGenerator } from "./harness/load-generator.ts";
import { machine } from "./harness/machine.ts";
import { heading, scenarioReport, total } from "./harness/report.ts";
import { compared, type Results, type ScenarioResult, writeResults } from "./harness/results.ts";
import { measure } from "./harness/rounds.ts";
import { selection } from "./harness/selection.ts";

/** Runs what the command line asks for. */
export async function compare(parameters: readonly string[]): Promise<void> {
  const { comparisons, effort, output } = await selection(parameters);
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
  const done: ScenarioResult[] = [];
  for (const { runtime, peers, scenarios } of comparisons)
    for (const scenario of scenarios) {
      const { name, title, goals } = scenario;
      const servers = await measure(scenario, peers, generator.run, effort);
      const result = { runtime, name, title, servers, goals: compared("tenon", servers, goals) };
      console.log(scenarioReport(result));
      done.push(result);
    }
  const results: Results = { ...about, scenarios: done };
  await writeResults(output, results);
  console.log(`${total(results)}; all rounds in ${relative(process.cwd(), output)}`);
}
