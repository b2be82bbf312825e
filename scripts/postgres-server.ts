/** A real PostgreSQL for tests: the one that is named, the one that runs on this machine, or one started for the occasion. */
import { type ChildProcess, execFileSync, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { chown, mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";

/** A server on which databases may be made and dropped. */
export interface PostgresServer {
  readonly url: string;
  /** Where it came from, for a line of output. */
  readonly origin: string;
  /** Ends it, if it was started here. */
  stop(): Promise<void>;
}

/** A server that was started here, and can be away for a while. */
export interface OwnPostgresServer extends PostgresServer {
  /** Ends it as a crash would: connections are cut, nothing is finished. */
  halt(): Promise<void>;
  /** Starts it again, on the same port and with what it had stored. */
  resume(): Promise<void>;
}

/** The oldest version that the service runs on. */
export const floor = 15;

const local = "postgres://postgres@127.0.0.1:5432/postgres";

/**
 * Finds a server, or starts one.
 *
 * @param named the address of a server that is to be taken, and no other
 * @throws when the named one cannot be used, or when there is none and no binaries to start one
 */
export async function postgresServer(named: string | undefined): Promise<PostgresServer> {
  const stop = async () => {};
  if (named !== undefined) {
    await requireUsable(named);
    return { url: named, origin: "TEST_DATABASE_URL", stop };
  }
  const refused = await requireUsable(local).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (refused === undefined) return { url: local, origin: "the server of this machine", stop };
  const binaries = await serverBinaries();
  if (binaries !== undefined) return startServer(binaries);
  throw new Error(
    `There is no PostgreSQL ${floor} or later to test on. Install one (Debian: apt-get install postgresql), or name a ` +
      "server on which databases may be made in TEST_DATABASE_URL.",
    { cause: refused },
  );
}

/**
 * Starts a server of its own, in a temporary folder and on a free port of 127.0.0.1. Nothing it holds has to last: it
 * writes without waiting for the disk.
 *
 * @param binaries the folder with `initdb` and `postgres`
 */
export async function startServer(binaries: string): Promise<OwnPostgresServer> {
  const folder = await mkdtemp(join(tmpdir(), "postgres-"));
  const user = serverUser();
  if (user !== undefined) await chown(folder, user.uid, user.gid);
  const options: SpawnOptions = { cwd: folder, stdio: ["ignore", "ignore", "inherit"], ...user };
  const data = join(folder, "data");
  const made = spawn(
    join(binaries, "initdb"),
    ["-D", data, "-U", "postgres", "-A", "trust", "--no-sync"],
    options,
  );
  const [failed] = await once(made, "exit");
  if (failed !== 0) throw new Error(`initdb of ${binaries} ended with ${failed}`);

  const port = await freePort();
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const settings = { listen_addresses: "127.0.0.1", fsync: "off", unix_socket_directories: "" };
  const given = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  let server: ChildProcess | undefined;
  const end = async (signal: "SIGINT" | "SIGQUIT"): Promise<void> => {
    if (server === undefined || server.exitCode !== null) return;
    const ended = once(server, "exit");
    server.kill(signal);
    await ended;
  };
  const resume = async (): Promise<void> => {
    server = spawn(join(binaries, "postgres"), ["-D", data, "-p", `${port}`, ...given], {
      ...options,
      stdio: "ignore",
    });
    const ended = once(server, "exit");
    const tooSoon = ended.then(([code]) => Promise.reject(new Error(`postgres ended with ${code}`)));
    await Promise.race([answering(url), tooSoon]);
    // It ends when it is told to, later.
    tooSoon.catch(() => {});
  };
  const stop = async (): Promise<void> => {
    // PostgreSQL's fast shutdown.
    await end("SIGINT");
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await resume();
  } catch (error) {
    await stop();
    throw error;
  }
  // PostgreSQL's immediate shutdown.
  const halt = (): Promise<void> => end("SIGQUIT");
  return { url, origin: `a server of its own (${binaries})`, stop, halt, resume };
}

/** The folder of the newest server binaries on this machine, if there are any. */
export async function serverBinaries(): Promise<string | undefined> {
  const debian = "/usr/lib/postgresql";
  const versions = (await readdir(debian).catch(() => [])).map(Number).filter((it) => it >= floor);
  if (versions.length > 0) return join(debian, `${Math.max(...versions)}`, "bin");
  try {
    return execFileSync("pg_config", ["--bindir"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return undefined;
  }
}

/** PostgreSQL refuses to run as root: then as the user that its package made, or as nobody. */
function serverUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: "-u" | "-g", name: string) =>
    Number(execFileSync("id", [flag, name], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
  for (const name of ["postgres", "nobody"]) {
    try {
      return { uid: id("-u", name), gid: id("-g", name) };
    } catch {
      // This machine has no such user.
    }
  }
  throw new Error("PostgreSQL does not run as root, and there is neither a user postgres nor nobody");
}

async function requireUsable(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  await client.connect();
  try {
    const { rows } = await client.query<{ version: number; creates: boolean }>(
      `select current_setting('server_version_num')::int as version,
        (select rolcreatedb or rolsuper from pg_roles where rolname = current_user) as creates`,
    );
    const [server] = rows;
    if (server === undefined || server.version < floor * 10_000)
      throw new Error(`PostgreSQL ${floor} or later is needed; this one says ${server?.version}`);
    if (!server.creates) throw new Error("The user of this PostgreSQL may not make databases");
  } finally {
    await client.end();
  }
}

async function answering(url: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    try {
      return await requireUsable(url);
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(100);
    }
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, "close");
  return port;
}
