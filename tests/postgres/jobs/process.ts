/** The `tenon` command as a process in this folder. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { onTestFinished } from "vitest";

const command = join(import.meta.dirname, "../../../packages/tenon/bin/tenon.js");

/** A process, what it says, and how it ends. */
export interface Process {
  readonly out: string;
  /** Its exit code, or the signal that killed it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
  signal(name: NodeJS.Signals): void;
  /** Waits until it has said something; fails when it ends before. */
  says(text: string): Promise<void>;
}

/** Starts one; it is killed when the test has finished. */
export function startProcess(args: readonly string[], databaseUrl: string): Process {
  const { VITEST, NODE_ENV, PORT, HOST, ...inherited } = process.env;
  const child = spawn(process.execPath, [command, ...args], {
    cwd: import.meta.dirname,
    env: { ...inherited, DATABASE_URL: databaseUrl },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let out = "";
  let listening = (): void => {};
  const heard = (chunk: Buffer): void => {
    out += chunk;
    listening();
  };
  child.stdout.on("data", heard);
  child.stderr.on("data", heard);
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once("close", (code, signal) => resolve(code ?? signal));
  });
  return {
    get out() {
      return out;
    },
    ended,
    signal: (name) => void child.kill(name),
    async says(text) {
      const said = new Promise<void>((resolve) => {
        listening = () => {
          if (out.includes(text)) resolve();
        };
        listening();
      });
      await Promise.race([said, ended]);
      if (!out.includes(text)) throw new Error(`The process ended without saying "${text}":\n${out}`);
    },
  };
}
