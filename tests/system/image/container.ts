/** Runs an image as it is meant to be run: nobody's user, nothing to write but /tmp and /data, process 1. */
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import type { Image } from "./build.ts";
import { type Ended, enterNamespace, type NamespaceOptions, runInNamespace } from "./namespace.ts";

type Variables = Readonly<Record<string, string>>;

/** A container that runs. */
export class Container {
  readonly #process: ChildProcess;
  #output = "";

  /** @param command instead of the image's own */
  constructor(image: Image, env: Variables, command: readonly string[] = image.command) {
    this.#process = enterNamespace(hardened(image, env), [...image.entrypoint, ...command]);
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.on("data", (chunk) => {
        this.#output += chunk;
      });
    }
  }

  get output(): string {
    return this.#output;
  }

  get ended(): boolean {
    return this.#process.exitCode !== null || this.#process.signalCode !== null;
  }

  /** Waits until a line of the output matches. */
  async says(pattern: RegExp): Promise<void> {
    const deadline = Date.now() + 180_000;
    while (!pattern.test(this.#output)) {
      if (this.ended || Date.now() > deadline) throw new Error(`It never said ${pattern}:\n${this.#output}`);
      await delay(50);
    }
  }

  /** What Linux says of process 1 in it: `Uid`, `NoNewPrivs`, `CapEff`, ... */
  status(): Record<string, string> {
    const lines = readFileSync(`/proc/${this.#first()}/status`, "utf8").trim().split("\n");
    return Object.fromEntries(lines.map((line) => line.split(/:\s*/, 2) as [string, string]));
  }

  /** SIGTERM to process 1, as an engine does; insists after 40 s, and gives the exit code. */
  async stop(): Promise<number | null> {
    if (!this.ended) {
      const exit = once(this.#process, "exit");
      const insist = setTimeout(() => this.kill(), 40_000);
      process.kill(this.#first(), "SIGTERM");
      await exit;
      clearTimeout(insist);
    }
    return this.#process.exitCode;
  }

  /** Ends everything in it at once. */
  kill(): void {
    this.#process.kill("SIGKILL");
  }

  /** Process 1 of the container, by its number outside. */
  #first(): number {
    const parent = this.#process.pid;
    return Number(readFileSync(`/proc/${parent}/task/${parent}/children`, "utf8").trim());
  }
}

/** Runs another command in a container of the image, to its end. */
export function runOnce(image: Image, env: Variables, command: readonly string[]): Promise<Ended> {
  return runInNamespace(hardened(image, env), command);
}

function hardened({ root, env, folder, user }: Image, own: Variables): NamespaceOptions {
  return {
    ...{ root, folder, user, readOnly: true, env: { ...env, ...own } },
    temporary: [
      ["/tmp", "mode=1777"],
      ["/data", "mode=0700,uid=1000,gid=1000"],
    ],
  };
}
