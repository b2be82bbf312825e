/** One child process at a time: started, ended and started again, however quickly the wishes come. */
import { type ChildProcess, spawn } from "node:child_process";
import type { ChildMessage } from "./serve-child.ts";

/** How long a child may take to stop, in milliseconds, before it is killed. It closes its database in this time. */
const patience = 5_000;

/** What is supervised, and who is told. */
export interface SupervisorOptions {
  /** The arguments for this same command line. */
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Takes what the child writes to its standard output. */
  readonly output: NodeJS.WritableStream;
  readonly told: (message: ChildMessage) => void;
  /** The very first child could not listen: no change of a file will help. */
  readonly hopeless: () => void;
}

/** Keeps one child running. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  #child: ChildProcess | undefined = undefined;
  #listened = false;
  #stopping = false;
  /** Somebody has asked for a new child while the old one is ending. */
  #again = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  /** Starts a child. */
  start(): void {
    const child = spawn(
      process.execPath,
      [...process.execArgv, process.argv[1] as string, ...this.#options.args],
      {
        stdio: ["inherit", "pipe", "inherit", "ipc"],
        env: this.#options.env,
      },
    );
    this.#child = child;
    child.stdout?.pipe(this.#options.output, { end: false });
    let unable = false;
    child.on("message", (message: ChildMessage) => {
      if (message.kind === "listening") this.#listened = true;
      else unable = true;
      this.#options.told(message);
    });
    // "close", not "exit": all of its output has been read by then.
    child.once("close", (code, signal) => this.#ended({ code, signal, unable }));
  }

  /** Ends the child, and starts another one when it has gone. */
  restart(): void {
    if (this.#stopping || this.#again) return;
    if (this.#child === undefined) this.start();
    else {
      this.#again = true;
      this.#end(this.#child);
    }
  }

  /** Ends the child for good; a second call kills it. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    if (this.#stopping) child.kill("SIGKILL");
    else {
      this.#stopping = true;
      this.#end(child);
    }
    await new Promise((resolve) => child.once("close", resolve));
  }

  #end(child: ChildProcess): void {
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), patience);
    child.once("close", () => clearTimeout(timer));
  }

  #ended({
    code,
    signal,
    unable,
  }: {
    code: number | null;
    signal: NodeJS.Signals | null;
    unable: boolean;
  }): void {
    this.#child = undefined;
    if (this.#stopping) return;
    if (this.#again) {
      this.#again = false;
      this.start();
    } else if (unable && !this.#listened) this.#options.hopeless();
    else
      console.log(
        `\n  The service ended (${signal ?? `exit code ${code}`}). It starts again when a file changes.`,
      );
  }
}
