/** Figures that a script works out by itself, in a process of its own on the core for servers. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { onCore, serverCore } from "../harness/pinned.ts";

const run = promisify(execFile);

/** Runs a script of this folder and reads the JSON that it prints last. */
export async function figuresOf(
  script: string,
  ...parameters: readonly (string | number)[]
): Promise<Readonly<Record<string, number>>> {
  const [program, ...rest] = onCore(serverCore, [
    process.execPath,
    "--disable-warning=ExperimentalWarning",
    join(import.meta.dirname, script),
    ...parameters.map(String),
  ]);
  const { stdout } = await run(program, rest, { env: { ...process.env, NODE_ENV: "production" } });
  return JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "") as Record<string, number>;
}
