/**
 * The way into a running process: a Unix domain socket in the data folder, over which a command of the terminal asks the
 * process that holds the embedded database. One JSON line goes in, one comes back. Only the user who runs the service
 * can open it.
 */
import { once } from "node:events";
import { chmod, mkdir, rm } from "node:fs/promises";
import { connect, createServer, type Socket } from "node:net";
import { dirname } from "node:path";
import { withSocketAddress } from "./socket-address.ts";

/** What a running process can be asked to do, by name. */
export type Commands = Readonly<Record<string, (input: unknown) => Promise<unknown>>>;

/** The running process said no; the message is its own. */
export class CommandRefused extends Error {
  override readonly name = "CommandRefused";
}

/** Nobody listens: no process runs on this data folder, or not yet. */
export class NobodyListens extends Error {
  override readonly name = "NobodyListens";
}

type Answer =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly message: string };

const maxLineBytes = 64 * 1024;
const patienceMilliseconds = 10_000;

/**
 * Listens for commands. Whoever calls this holds the lock of the database: a socket file that is there is a dead one.
 *
 * @param explain the message of an error that may be shown; nothing for a defect, which is logged instead
 */
export async function listenForCommands(
  path: string,
  commands: Commands,
  explain: (error: unknown) => string | undefined,
): Promise<{ close(): Promise<void> }> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  await rm(path, { force: true });

  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.setTimeout(patienceMilliseconds, () => socket.destroy());
    socket.on("close", () => open.delete(socket));
    // A client that went away mid-answer is its own problem.
    socket.on("error", () => socket.destroy());
    void answer(socket, commands, explain);
  });
  await withSocketAddress(path, async (address) => {
    // Exclusive: in a cluster the primary would otherwise open it and share it out.
    server.listen({ path: address, exclusive: true });
    await once(server, "listening");
  });
  await chmod(path, 0o600);
  // A socket alone keeps no process alive.
  server.unref();

  return {
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((closed) => server.close(closed));
      await rm(path, { force: true });
    },
  };
}

/**
 * Asks the process that listens.
 *
 * @throws {NobodyListens} when there is none
 * @throws {CommandRefused} with the sentence it answered
 */
export async function sendCommand(path: string, command: string, input: unknown): Promise<unknown> {
  const line = await withSocketAddress(path, async (address) => {
    const socket = connect(address);
    socket.setTimeout(patienceMilliseconds, () =>
      socket.destroy(new Error("The running service does not answer")),
    );
    try {
      await once(socket, "connect");
    } catch (error) {
      throw isAbsent(error) ? new NobodyListens() : error;
    }
    socket.write(`${JSON.stringify({ command, input })}\n`);
    return readLine(socket);
  });
  const answer = JSON.parse(line) as Answer;
  if (!answer.ok) throw new CommandRefused(answer.message);
  return answer.result;
}

async function answer(
  socket: Socket,
  commands: Commands,
  explain: (error: unknown) => string | undefined,
): Promise<void> {
  const reply = (it: Answer) => socket.end(`${JSON.stringify(it)}\n`);
  try {
    const { command, input } = JSON.parse(await readLine(socket)) as { command: string; input: unknown };
    const run = Object.hasOwn(commands, command) ? commands[command] : undefined;
    if (run === undefined)
      return void reply({ ok: false, message: `The running service knows no ${command}` });
    reply({ ok: true, result: await run(input) });
  } catch (error) {
    const message = explain(error);
    if (message === undefined && !socket.destroyed) console.error(error);
    reply({ ok: false, message: message ?? "The running service failed; its log says why" });
  }
}

async function readLine(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  // Not destroyed when the loop ends: the answer goes the other way on the same socket.
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    const bytes = chunk as Buffer;
    const end = bytes.indexOf("\n");
    chunks.push(end === -1 ? bytes : bytes.subarray(0, end));
    length += bytes.length;
    if (end !== -1) return Buffer.concat(chunks).toString("utf8");
    if (length > maxLineBytes) break;
  }
  throw new Error("The other side of the command socket sent no whole line");
}

function isAbsent(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOENT" || code === "ECONNREFUSED";
}
