/** A real Redis for tests: the one that is named, the one that runs on this machine, or one started for the occasion. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../packages/tenon/tests/server/free-port.ts";

/** A server that tests may write to; what they write there expires. */
export interface RedisServer {
  readonly url: string;
  /** Where it came from, for a line of output. */
  readonly origin: string;
  /** Ends it, if it was started here. */
  stop(): Promise<void>;
}

const localPort = 6379;

/**
 * Finds a server, or starts one that keeps nothing.
 *
 * @param named the address of a server that is to be taken, and no other
 * @throws when there is none, and no `redis-server` to start
 */
export async function redisServer(named: string | undefined): Promise<RedisServer> {
  const stop = async () => {};
  if (named !== undefined) return { url: named, origin: "TEST_REDIS_URL", stop };
  if (await answers(localPort)) return { url: urlOf(localPort), origin: "the server of this machine", stop };
  return startServer(await freePort());
}

async function startServer(port: number): Promise<RedisServer> {
  const options = ["--port", `${port}`, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
  const server = spawn("redis-server", options, { stdio: "ignore" });
  const failed = new Promise<never>((_, reject) => {
    server.once("error", (cause) => reject(missing(cause)));
    server.once("exit", (code) => reject(new Error(`redis-server ended with ${code}`)));
  });
  failed.catch(() => {});
  await Promise.race([listening(port), failed]);
  return { url: urlOf(port), origin: "a server of its own", stop: () => end(server) };
}

async function listening(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (await answers(port)) return;
    await sleep(50);
  }
  throw new Error("redis-server does not answer after 5 s");
}

async function end(server: ChildProcess): Promise<void> {
  const ended = once(server, "exit");
  server.kill("SIGTERM");
  await ended;
}

function missing(cause: Error): Error {
  return new Error(
    "There is no Redis to test on. Install one (Debian: apt-get install redis-server), or name one in TEST_REDIS_URL.",
    { cause },
  );
}

/** Whether something there speaks Redis. */
async function answers(port: number): Promise<boolean> {
  const socket = connect({ host: "127.0.0.1", port, timeout: 1000 });
  try {
    await once(socket, "connect");
    socket.write("PING\r\n");
    const [reply] = (await once(socket, "data")) as [Buffer];
    return reply.toString("latin1").startsWith("+PONG");
  } catch {
    // Nobody listens there: that is the answer.
    return false;
  } finally {
    socket.destroy();
  }
}

function urlOf(port: number): string {
  return `redis://127.0.0.1:${port}`;
}
