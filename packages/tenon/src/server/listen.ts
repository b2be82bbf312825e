/** Listening, with an answer in plain words when the place is taken. */
import { rmSync, statSync } from "node:fs";
import type { Server } from "node:http";
import { connect } from "node:net";
import type { CompleteSettings } from "./serve-options.ts";

/** The server cannot listen where it should; the message says why and what to do. */
export class ListenError extends Error {
  override readonly name = "ListenError";
  /** The system's word for it: `EADDRINUSE`, `EACCES`, ... */
  readonly code: string;

  constructor(code: string, message: string, cause: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

type Place = Pick<CompleteSettings, "host" | "port" | "socket" | "tls">;

/**
 * Begins to listen, and gives the address as a URL.
 * @throws {ListenError} when the port or the socket is taken, not allowed, or not there
 */
export async function listen(server: Server, place: Place): Promise<string> {
  if (place.socket !== undefined) await removeStale(place.socket);
  try {
    await begin(server, place);
  } catch (error) {
    throw explained(error as NodeJS.ErrnoException, place);
  }
  return urlOf(server, place);
}

function begin(server: Server, { host, port, socket }: Place): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    const listening = (): void => {
      server.off("error", reject);
      resolve();
    };
    if (socket === undefined) server.listen({ host, port }, listening);
    else server.listen({ path: socket }, listening);
  });
}

/** A killed process leaves its socket file behind: gone if nobody answers there. */
async function removeStale(path: string): Promise<void> {
  if (statSync(path, { throwIfNoEntry: false })?.isSocket() !== true) return;
  const refused = await new Promise<boolean>((resolve) => {
    const probe = connect(path);
    probe.once("connect", () => {
      probe.destroy();
      resolve(false);
    });
    probe.once("error", (error: NodeJS.ErrnoException) => resolve(error.code === "ECONNREFUSED"));
  });
  if (refused) rmSync(path, { force: true });
}

function explained(error: NodeJS.ErrnoException, { host, port, socket }: Place): Error {
  const code = error.code ?? "";
  const told = (message: string): ListenError => new ListenError(code, message, error);
  if (socket !== undefined) {
    if (code === "EADDRINUSE")
      return told(
        `The socket ${socket} is in use: another process listens on it, or it is a file. Choose another with --socket.`,
      );
    return told(`The socket ${socket} cannot be opened (${code}). Choose another with --socket.`);
  }
  if (code === "EADDRINUSE")
    return told(
      `Port ${port} is in use: another process listens on it. Stop it, or choose another with --port or PORT.`,
    );
  if (code === "EACCES")
    return told(`Port ${port} is not allowed to this user. Choose one above 1023 with --port or PORT.`);
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND" || code === "EAI_AGAIN") {
    return told(`This machine has no address "${host}". Choose another with --host or HOST.`);
  }
  return told(`Cannot listen on ${host}, port ${port}: ${error.message}`);
}

/** An address that a browser on this machine can open. */
function urlOf(server: Server, { host, tls }: Place): string {
  const address = server.address();
  if (address === null) throw new Error("The server is not listening");
  if (typeof address === "string") return `unix:${address}`;
  const name = host === "0.0.0.0" ? "127.0.0.1" : host === "::" || host === "[::]" ? "[::1]" : host;
  return `${tls === undefined ? "http" : "https"}://${name.includes(":") && !name.startsWith("[") ? `[${name}]` : name}:${address.port}`;
}
