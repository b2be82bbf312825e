/** Node, Bun and Deno: runs the suite and writes a line for each test to standard output. */
import { run } from "./run.ts";

await run((line) => void process.stdout.write(line));
process.exit();
