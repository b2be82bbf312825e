/** A project in a folder of its own, and the `tenon` command run in it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { onTestFinished } from "vitest";

const bin = resolve(import.meta.dirname, "../../bin/tenon.js");

/** A `tenon` process. */
export interface Command {
  readonly child: ChildProcess;
  /** Everything it has printed so far. */
  readonly output: () => string;
  /** Waits until it has printed this, `times` times, and gives the first match. */
  readonly printed: (text: RegExp, times?: number) => Promise<RegExpExecArray>;
  /** Its exit code. */
  readonly ended: () => Promise<number | null>;
}

/** A folder with these files; it stands inside the repository, where the framework can be imported from. */
export async function project(files: Readonly<Record<string, string>>) {
  const folder = await mkdtemp(join(import.meta.dirname, "project-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const write = (name: string, text: string) => writeFile(join(folder, name), text);
  for (const [name, text] of Object.entries(files)) await write(name, text);
  const tenon = (args: readonly string[], env: NodeJS.ProcessEnv = {}): Command => run(folder, args, env);
  return { folder, write, tenon };
}

function run(folder: string, args: readonly string[], env: NodeJS.ProcessEnv): Command {
  const child = spawn(process.execPath, [bin, ...args], { cwd: folder, env: { ...process.env, ...env } });
  onTestFinished(() => void child.kill("SIGKILL"));
  let output = "";
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      for (const look of waiting) look();
    });
  }
  const exited = once(child, "close").then(([code]) => code as number | null);
  const printed = (text: RegExp, times = 1): Promise<RegExpExecArray> => {
    const { promise, resolve: found, reject } = Promise.withResolvers<RegExpExecArray>();
    const look = (): void => {
      const matches = [...output.matchAll(new RegExp(text, "g"))];
      if (matches.length >= times) found(matches.at(-1) as RegExpExecArray);
    };
    waiting.add(look);
    look();
    void exited.then((code) =>
      reject(new Error(`tenon ended with ${code} before it printed ${text}:\n${output}`)),
    );
    return promise;
  };
  return { child, output: () => output, printed, ended: () => exited };
}
