/** A server in a process of its own, on the core that is kept for servers. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import type { Peer } from "./peer.ts";
import { onCore, serverCore } from "./pinned.ts";

/** How long a server may take until it listens, in milliseconds. */
const startLimit = 60_000;

/** A server that listens; `await using` ends its process. */
export interface ServerProcess extends AsyncDisposable {
  readonly peer: Peer;
  readonly port: number;
  readonly pid: number;
  /** The processor time it has used so far, in seconds; undefined where the system does not say. */
  cpuSeconds(): number | undefined;
}

/**
 * Starts a server and waits until it says "ready".
 *
 * @throws Error when it ends or stays silent, with what it printed.
 */
export async function startServer(peer: Peer): Promise<ServerProcess> {
  const port = await freePort();
  const [program, ...parameters] = onCore(serverCore, peer.command);
  const child = spawn(program, parameters, {
    env: { ...process.env, NODE_ENV: "production", ...peer.env, PORT: String(port) },
    stdio: ["ignore", peer.output ?? "pipe", "pipe"],
  });
  await said(child, "ready", peer);
  const pid = child.pid ?? 0;
  return {
    peer,
    port,
    pid,
    cpuSeconds: () => cpuSeconds(pid),
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}

function said(child: ChildProcess, word: string, peer: Peer): Promise<void> {
  let output = "";
  const failed = (why: string) => new Error(`${peer.title} ${why}\n${output}`);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      reject(failed(`was not ready after ${startLimit / 1000} s`));
    }, startLimit);
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      if (!output.includes(word)) return;
      clearTimeout(timer);
      resolve();
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.once("error", reject);
    child.once("exit", (code) => {
      clearTimeout(timer);
      reject(failed(`ended with ${code} before it was ready`));
    });
  });
}

/** A port that nothing listens on. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("No port to listen on");
  return address.port;
}

/** All threads together, in seconds: Linux counts nanoseconds on the processor for each. */
function cpuSeconds(pid: number): number | undefined {
  try {
    return readdirSync(`/proc/${pid}/task`)
      .map((thread) => Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]))
      .reduce((sum, nanoseconds) => sum + nanoseconds / 1e9, 0);
  } catch {
    return undefined; // Not Linux, or a thread that has just ended.
  }
}
