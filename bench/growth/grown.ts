/** What must not grow with the work: each measured, printed at once, returned for the JSON. */
import type { LoadGenerator } from "../harness/load.ts";
import type { Effort } from "../harness/rounds.ts";
import { table } from "../harness/table.ts";
import { dependencies, startUp } from "./in-process.ts";
import { type GrowthEffort, isKept, type Measure } from "./measure.ts";
import { idleMemory, leaks } from "./memory.ts";
import { middleware, operations } from "./paired.ts";

/** Measures all of it. */
export async function grown(
  load: LoadGenerator,
  effort: Effort,
  growth: GrowthEffort,
): Promise<readonly Measure[]> {
  console.log("\nas work grows");
  const done: Measure[] = [];
  for (const next of [
    () => operations(load, effort),
    () => dependencies(growth),
    () => middleware(load, effort),
    () => startUp(growth),
    () => idleMemory(growth),
    () => leaks(load, growth),
  ]) {
    const measures = await next();
    for (const { title } of measures) console.log(`  measured: ${title}`);
    done.push(...measures);
  }
  console.log(growthReport(done));
  return done;
}

function growthReport(measures: readonly Measure[]): string {
  const rows = measures.map((it) => {
    const figure = `${it.value.toFixed(2)} ${it.unit}`.trimEnd();
    return [it.title, figure, `${it.bound} ${it.goal} ${it.unit}`.trimEnd(), isKept(it) ? "pass" : "MISS"];
  });
  return table([["", "", "goal", ""], ...rows]).replaceAll(/^/gm, "  ");
}
