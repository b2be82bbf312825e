/** A real nginx with the configuration that generated projects ship; only addresses and ports are put in. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { freePort } from "../../packages/tenon/tests/server/project.ts";

/** The shipped configuration. */
export const nginxFolder = resolve(import.meta.dirname, "../../packages/create-tenon/template/deploy/nginx");

/** An nginx that answers. */
export interface RunningNginx {
  /** `http://127.0.0.1:` and a port. */
  readonly url: string;
  /** The lines of the access log so far. */
  readonly accessLog: () => Promise<Record<string, unknown>[]>;
  /** What nginx has complained about so far. */
  readonly complaints: () => string;
  /** Ends it at once, and removes its folder. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts nginx before the addresses given, and waits until it listens.
 *
 * @param upstreams `host:port` or `unix:/path` of each address of the service; with parameters behind a space, or those shipped
 * @throws when nginx is not installed, or does not take its configuration
 */
export async function startNginx(upstreams: readonly string[]): Promise<RunningNginx> {
  const folder = await mkdtemp(join(tmpdir(), "tenon-nginx-"));
  // The workers of an nginx that root started run as somebody else.
  await chmod(folder, 0o755);
  const port = await freePort();
  await configure(join(folder, "configuration"), upstreams, port);
  const nginx = spawn(
    "nginx",
    ["-e", "stderr", "-p", folder, "-c", join(folder, "configuration/nginx.conf"), "-g", "daemon off;"],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  const failed = once(nginx, "error").then(([error]) => Promise.reject(error));
  let complaints = "";
  nginx.stderr.setEncoding("utf8").on("data", (text) => {
    complaints += text;
  });
  const stop = async (): Promise<void> => {
    await end(nginx);
    await rm(folder, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${port}`;
  try {
    await Promise.race([failed, listening(port, nginx, () => complaints)]);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url,
    accessLog: async () => (await readFile(join(folder, "access.log"), "utf8")).trim().split("\n").map(parse),
    complaints: () => complaints,
    stop,
  };
}

async function configure(folder: string, upstreams: readonly string[], port: number): Promise<void> {
  await cp(nginxFolder, folder, { recursive: true });
  await replaceLine(join(folder, "upstream.conf"), /^ {2}server 127\.0\.0\.1:8000( .*);$/m, (shipped) =>
    upstreams.map((server) => `  server ${server.includes(" ") ? server : server + shipped};`).join("\n"),
  );
  await replaceLine(join(folder, "listen.conf"), /^listen (.*);$/m, () => `listen 127.0.0.1:${port};`);
}

async function replaceLine(path: string, line: RegExp, replacement: (part: string) => string): Promise<void> {
  const text = await readFile(path, "utf8");
  if (!line.test(text)) throw new Error(`${path} has no line that matches ${line}`);
  await writeFile(
    path,
    text.replace(line, (_, part: string) => replacement(part)),
  );
}

async function listening(port: number, nginx: ChildProcess, complaints: () => string): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    if (nginx.exitCode !== null) throw new Error(`nginx ended with ${nginx.exitCode}:\n${complaints()}`);
    const socket = connect(port, "127.0.0.1");
    const connected = await once(socket, "connect").then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (connected) return;
    if (Date.now() > deadline) throw new Error(`nginx does not listen:\n${complaints()}`);
    await delay(20);
  }
}

async function end(nginx: ChildProcess): Promise<void> {
  if (nginx.exitCode !== null || nginx.signalCode !== null || nginx.pid === undefined) return;
  const gone = once(nginx, "exit");
  nginx.kill("SIGTERM");
  await gone;
}

function parse(line: string): Record<string, unknown> {
  return JSON.parse(line);
}
