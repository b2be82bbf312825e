import { type ChildProcess, execFile, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

export const repository = join(import.meta.dirname, "../..");

/** As a stranger's shell has it: nothing that npm or Vitest told this process, and no commands of the repository's. */
const environment = strangersEnvironment();

/** Builds the package and packs it into a folder; gives the tarball's path. */
export function packTenon(destination: string): string {
  execFileSync(process.execPath, [join(repository, "scripts/build.ts")], { stdio: "pipe" });
  const output = execFileSync("npm", ["pack", "--json", "--pack-destination", destination], {
    cwd: join(repository, "packages/tenon/dist"),
    env: environment,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  const name = /"filename": "([^"]+)"/.exec(output)?.[1];
  if (name === undefined) throw new Error(`npm pack named no file:\n${output}`);
  return join(destination, name);
}

/** An empty project outside the repository. */
export class Consumer {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async create(): Promise<Consumer> {
    const consumer = new Consumer(await mkdtemp(join(tmpdir(), "tenon-packed-")));
    consumer.write("package.json", JSON.stringify({ name: "consumer", private: true, type: "module" }));
    return consumer;
  }

  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  write(name: string, text: string): void {
    mkdirSync(this.folder, { recursive: true });
    writeFileSync(this.path(name), text);
  }

  /** Runs a command to its end; a failure carries all that it printed. */
  run(command: string, args: readonly string[]): Promise<{ stdout: string }> {
    return new Promise((resolve, reject) => {
      execFile(command, args, { cwd: this.folder, env: environment }, (error, stdout, stderr) => {
        if (error) reject(new Error(`${command} failed (${error.code}):\n${stdout}${stderr}`));
        else resolve({ stdout });
      });
    });
  }

  async serve(file: string): Promise<Server> {
    const port = await freePort();
    // "exec", because a shell between npx and the command would take the signal that is meant for the command.
    const command = `exec tenon serve ${file} --port ${port} --host 127.0.0.1`;
    const options = { cwd: this.folder, env: environment, detached: true };
    return new Server(spawn("npx", ["--no-install", "--call", command], options), `http://127.0.0.1:${port}`);
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}

export class Server {
  readonly origin: string;
  readonly #process: ChildProcess;
  #output = "";

  constructor(child: ChildProcess, origin: string) {
    this.origin = origin;
    this.#process = child;
    for (const stream of [child.stdout, child.stderr]) {
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

  /** Asks it to end, insists after 15 s, and gives its exit code or the signal that ended it. */
  async stop(): Promise<number | string | null> {
    if (!this.ended) {
      const exit = once(this.#process, "exit");
      const insist = setTimeout(() => this.#killGroup(), 15_000);
      this.#process.kill("SIGTERM");
      await exit;
      clearTimeout(insist);
    }
    this.#killGroup();
    return this.#process.exitCode ?? this.#process.signalCode;
  }

  /** Whatever npx may have left behind: it was started as the leader of a process group of its own. */
  #killGroup(): void {
    try {
      process.kill(-(this.#process.pid as number), "SIGKILL");
    } catch {
      // Nothing is left of it.
    }
  }
}

export async function waitForAnswer(server: Server, path: string): Promise<Response> {
  for (let attempt = 0; attempt < 150; attempt++) {
    if (server.ended) throw new Error(`The server ended by itself:\n${server.output}`);
    const response = await fetch(server.origin + path).catch(() => undefined);
    if (response !== undefined) return response;
    await sleep(100);
  }
  throw new Error(`No answer from ${server.origin}${path} after 15 s:\n${server.output}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

function strangersEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|vitest|vite_|node_env|test$)/i.test(name),
  );
  const commands = (process.env.PATH ?? "").split(delimiter).filter((path) => !path.includes("node_modules"));
  return { ...Object.fromEntries(kept), PATH: [dirname(process.execPath), ...commands].join(delimiter) };
}
