/** `npm run bench -- --chart`: the chart of the last whole run, or of the results that are named. */
import { readFile, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import type { Results } from "../harness/results.ts";
import { chart } from "./chart.ts";

const bench = join(import.meta.dirname, "..");

/** Draws what the command line asks for. */
export async function draw(parameters: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...parameters],
    options: {
      chart: { type: "boolean" },
      input: { type: "string", default: join(bench, "results/latest.json") },
      output: { type: "string", default: join(bench, "../docs/benchmark.svg") },
    },
  });
  await writeFile(values.output, chart(await resultsIn(values.input)));
  console.log(`Drawn to ${relative(process.cwd(), values.output)}`);
}

async function resultsIn(file: string): Promise<Results> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as Results;
  } catch (cause) {
    throw new Error(`No results in ${file}: run \`npm run bench\` first, or name them by --input`, { cause });
  }
}
