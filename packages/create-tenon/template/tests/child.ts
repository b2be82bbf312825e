/** Child processes of tests: real ones, because locks and kills mean nothing within one. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";

const project = resolve(import.meta.dirname, "..");

/** How a child ended and what it said. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a script of the project to its end. */
export async function runScript(
  script: string,
  { args = [], env = {}, input = "" }: { args?: string[]; env?: Record<string, string>; input?: string } = {},
): Promise<Ended> {
  const child = start([resolve(project, script), ...args], env);
  child.stdin?.end(input);
  const [stdout, stderr, [code]] = await Promise.all([
    read(child.stdout),
    read(child.stderr),
    once(child, "exit"),
  ]);
  return { code: code as number | null, stdout, stderr };
}

/** Starts a script that goes on running; resolved when it has printed a line. It is killed at the end of the test. */
export async function startScript(script: string, args: string[], env: Record<string, string> = {}) {
  const child = start([resolve(project, script), ...args], env);
  onTestFinished(() => void child.kill("SIGKILL"));
  const exited = once(child, "exit");
  const stderr = read(child.stderr);
  const line = new Promise<string>((told) =>
    child.stdout?.once("data", (chunk) => told(String(chunk).trim())),
  );
  const first = await Promise.race([line, exited.then(async () => `ended: ${await stderr}`)]);
  return { child, first, exited };
}

function start(args: string[], env: Record<string, string>): ChildProcess {
  // Nothing of this process's own environment but what finds programs: the settings are what the test says.
  return spawn(process.execPath, args, {
    cwd: project,
    env: { PATH: process.env.PATH ?? "", ...env },
    stdio: "pipe",
  });
}

function read(stream: ChildProcess["stdout"]): Promise<string> {
  return stream === null ? Promise.resolve("") : text(stream);
}
