/** A project in a folder of its own, and the `tenon` command run in it as a process. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { onTestFinished } from "vitest";
import { eventually } from "./serving.ts";

export { freePort } from "./free-port.ts";

const workspace = resolve(import.meta.dirname, "../../../..");
const command = join(workspace, "packages/tenon/bin/tenon.js");

/** A folder with files, gone when the test has finished. */
export class Project {
  readonly folder: string;

  constructor(files: Readonly<Record<string, string>>) {
    this.folder = mkdtempSync(join(tmpdir(), "tenon-project-"));
    onTestFinished(() => rmSync(this.folder, { recursive: true, force: true }));
    symlinkSync(join(workspace, "node_modules"), join(this.folder, "node_modules"));
    this.write("package.json", '{ "type": "module" }');
    for (const [path, text] of Object.entries(files)) this.write(path, text);
  }

  write(path: string, text: string): void {
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  /** Runs `tenon` in this folder. It is killed when the test has finished. */
  tenon(args: readonly string[], env: Readonly<Record<string, string>> = {}): Process {
    // What Vitest sets for itself is not the environment of a service.
    const { NODE_ENV, PORT, HOST, VITEST, ...inherited } = process.env;
    const child = spawn(process.execPath, [command, ...args], {
      cwd: this.folder,
      env: { ...inherited, ...env },
    });
    const running = new Process(child);
    onTestFinished(() => running.kill());
    return running;
  }
}

/** A process, what it says, and how it ends. */
export class Process {
  readonly child: ChildProcess;
  /** How it ended: its exit code, or the signal that killed it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
  out = "";
  err = "";
  #over = false;

  constructor(child: ChildProcess) {
    this.child = child;
    child.stdout?.on("data", (chunk: Buffer) => {
      this.out += chunk;
    });
    child.stderr?.on("data", (chunk: Buffer) => {
      this.err += chunk;
    });
    this.ended = new Promise((resolved) => {
      child.once("close", (code, signal) => {
        this.#over = true;
        resolved(code ?? signal);
      });
    });
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  /** Waits until it has said something; fails when it ends before. */
  async says(text: string | RegExp): Promise<void> {
    const said = () => (typeof text === "string" ? this.out.includes(text) : text.test(this.out));
    await eventually(() => said() || this.#over);
    if (!said()) throw new Error(`The process ended without saying ${text}:\n${this.out}\n${this.err}`);
  }

  /** The address it listens on, once it does. */
  async url(): Promise<string> {
    await this.says(/http:\/\/[^\s"]+:\d+/);
    return /http:\/\/[^\s"/]+:\d+/.exec(this.out)?.[0] ?? "";
  }

  async kill(): Promise<void> {
    if (this.#over) return;
    // A developer's server has a child of its own, which follows.
    this.child.kill("SIGKILL");
    await this.ended;
  }
}
