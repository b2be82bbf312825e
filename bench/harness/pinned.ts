/** Which core does what: the servers share one, the load generator has another. */
import { execFileSync } from "node:child_process";
import { availableParallelism } from "node:os";

export const serverCore = 0;
export const loadCore = 1;

/** Whether processes can be kept to one core here: Linux with util-linux and two cores at least. */
export const canPin = availableParallelism() > 1 && has("taskset");

/** The command that runs on one core only, or the command itself where that is not possible. */
export function onCore(core: number, command: readonly [string, ...string[]]): [string, ...string[]] {
  return canPin ? ["taskset", "--cpu-list", String(core), ...command] : [...command];
}

/** Whether a program is installed. */
export function has(program: string): boolean {
  try {
    execFileSync("sh", ["-c", `command -v ${program}`], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
