/** The reference service as a process of its own, on any free port, with a database that is gone afterwards. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

const root = resolve(import.meta.dirname, "../..");

/** Where it is, and how to end it. */
export interface RunningService extends AsyncDisposable {
  readonly url: string;
}

/**
 * Starts it.
 * @throws {Error} when it ends before it says where it is
 */
export async function startService(): Promise<RunningService> {
  const folder = await mkdtemp(join(tmpdir(), "tenon-consumers-"));
  const service = spawn(
    process.execPath,
    [join(root, "packages/tenon/bin/tenon.js"), "serve", "app/main.ts", "--port", "0", "--host", "127.0.0.1"],
    {
      cwd: join(root, "packages/create-tenon/template"),
      env: { ...process.env, NODE_ENV: "development", ENVIRONMENT: "development", DATA_DIR: folder },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const ended = once(service, "exit");
  const stop = async () => {
    service.kill("SIGTERM");
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    return { url: await addressIn(service.stdout), [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function addressIn(output: Readable): Promise<string> {
  const lines = createInterface(output);
  for await (const line of lines) {
    const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? [];
    if (url === undefined) continue;
    output.resume();
    return url;
  }
  throw new Error("the service ended before it said where it is");
}
