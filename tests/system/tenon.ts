/** The `tenon` command as a process of a test. */
import { spawn } from "node:child_process";
import { join, resolve } from "node:path";
import { onTestFinished } from "vitest";
import { Process } from "../../packages/tenon/tests/server/project.ts";

const root = resolve(import.meta.dirname, "../..");

/** Runs `tenon` in the root of the repository. It is killed when the test has finished. */
export function tenon(args: readonly string[], env: Readonly<Record<string, string>>): Process {
  const { VITEST, NODE_ENV, PORT, HOST, ...inherited } = process.env;
  const child = spawn(process.execPath, [join(root, "packages/tenon/bin/tenon.js"), ...args], {
    cwd: root,
    env: { ...inherited, ...env },
  });
  const running = new Process(child);
  // Not with SIGKILL: the workers of a cluster go with their primary process, and that takes a moment.
  onTestFinished(() => running.kill());
  return running;
}
