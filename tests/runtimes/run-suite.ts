/** Starts a runtime as a process of its own, lets it run the suite, and collects what it says of each test. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { bundle, type Runtime } from "./bundle.ts";
import type { TestReport } from "./suite/run.ts";

const here = import.meta.dirname;
const program = (name: string) => join(here, "node_modules/.bin", name);

const commands = {
  node: [process.execPath],
  bun: [program("bun"), "run"],
  deno: [program("deno"), "run", "--allow-all", "--no-check"],
};

/**
 * Runs it.
 * @throws {Error} when the process ends, or falls silent for 60 seconds, before the last test
 */
export async function runSuite(runtime: Runtime): Promise<TestReport[]> {
  const file = await bundle(runtime);
  return runtime === "workerd" ? inWorkerd() : inProcess(commands[runtime], file);
}

async function inProcess([command, ...options]: string[], file: string): Promise<TestReport[]> {
  await using child = start(command as string, [...options, file]);
  return await reports(child.output);
}

/** Its sockets take any free port, and say which on a third descriptor. */
async function inWorkerd(): Promise<TestReport[]> {
  const sockets = ["tests", "server1", "server2", "server3"];
  await using child = start(program("workerd"), [
    "serve",
    "--control-fd=3",
    join(here, "workerd.capnp"),
    "config",
  ]);
  const ports = new Map<string, number>();
  for await (const line of createInterface(child.control)) {
    const { event, socket, port } = JSON.parse(line);
    if (event === "listen") ports.set(socket, port);
    if (sockets.every((name) => ports.has(name))) break;
  }
  const [tests, ...servers] = sockets.map((name) => `127.0.0.1:${ports.get(name)}`);
  const { body } = await fetch(
    `http://${tests}/?${new URLSearchParams(servers.map((host): [string, string] => ["server", host]))}`,
  );
  return await reports(Readable.fromWeb(body as import("node:stream/web").ReadableStream));
}

function start(command: string, args: readonly string[]) {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "ignore", "pipe"] });
  const ended = once(child, "exit");
  return {
    output: child.stdout as Readable,
    control: child.stdio[3] as Readable,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

async function reports(output: Readable): Promise<TestReport[]> {
  const found: TestReport[] = [];
  const silence = setTimeout(() => output.destroy(new Error("silent for 60 seconds")), 60_000);
  try {
    for await (const line of createInterface(output)) {
      silence.refresh();
      if (line === "done") return found;
      if (line.startsWith('{"file":')) found.push(JSON.parse(line));
    }
  } finally {
    clearTimeout(silence);
  }
  throw new Error(`ended before its last test, after ${found.at(-1)?.name}`);
}
