/** The service as users meet it: `tenon serve` in a process of its own, as in development, with what it keeps gone afterwards. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

const project = resolve(import.meta.dirname, "..");
const tenon = join(dirname(createRequire(import.meta.url).resolve("tenon/package.json")), "bin/tenon.js");

/** Where it is, and how to end it. */
export interface ServiceProcess extends AsyncDisposable {
  readonly url: string;
  /** Asks it to stop; gives the code that it ended with. */
  stop(): Promise<number | null>;
}

/**
 * Starts it on a free port.
 *
 * @param env settings beside those of development; nothing of this process's own environment
 * @throws {Error} when it ends before it says where it is
 */
export async function startServiceProcess(
  env: Readonly<Record<string, string>> = {},
): Promise<ServiceProcess> {
  const folder = await mkdtemp(join(tmpdir(), "service-process-"));
  const child = spawn(process.execPath, [tenon, "serve", "app/main.ts"], {
    cwd: project,
    env: {
      PATH: process.env.PATH ?? "",
      ENVIRONMENT: "development",
      DATA_DIR: folder,
      // Known before it starts: the links in its mails lead there.
      PORT: `${await freePort()}`,
      ...env,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  const stop = async () => {
    child.kill("SIGTERM");
    const [code] = (await ended) as [number | null];
    await rm(folder, { recursive: true, force: true });
    return code;
  };
  try {
    const url = await addressIn(child.stdout);
    return { url, stop, [Symbol.asyncDispose]: async () => void (await stop()) };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function addressIn(output: Readable): Promise<string> {
  for await (const line of createInterface(output)) {
    const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? [];
    if (url === undefined) continue;
    output.resume();
    return url;
  }
  throw new Error("the service ended before it said where it is");
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  if (address === null || typeof address === "string") throw new Error("No free port");
  return address.port;
}
