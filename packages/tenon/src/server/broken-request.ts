/** Requests that Node cannot parse, or that do not arrive in time: answered in the app's error shape, then closed. */

import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { HttpError } from "../http/errors.ts";
import type { Connections } from "./connections.ts";
import type { ServedApp } from "./node-door.ts";
import { refusal, UnreadExchange } from "./refusal.ts";

/** How long a broken connection stays open for its client to read the answer, in milliseconds. */
const patience = 2_000;

/** Handles `clientError` for one server. */
export class BrokenRequests {
  readonly #running: ServedApp;
  readonly #connections: Connections;
  readonly #answered = new WeakSet<Duplex>();

  constructor(running: ServedApp, connections: Connections) {
    this.#running = running;
    this.#connections = connections;
  }

  /** For the server's event `clientError`. */
  readonly clientError = (cause: NodeJS.ErrnoException, duplex: Duplex): void => {
    const socket = duplex as Socket;
    // Each further piece of a broken request is an error again.
    if (this.#answered.has(socket)) return;
    this.#answered.add(socket);
    const error = errorOf(cause);
    if (error === undefined || !socket.writable || neverUsed(socket, error)) {
      socket.destroy();
      return;
    }
    const underWay = this.#connections.underWay(socket);
    if (underWay === undefined) this.#answer(socket, error);
    // A good request came before the broken one: its answer is first.
    else if (underWay.req.complete) underWay.once("close", () => this.#answer(socket, error));
    else if (underWay.headersSent) socket.destroySoon();
    else this.#answer(socket, error);
  };

  #answer(socket: Socket, error: HttpError): void {
    if (!socket.writable) return;
    const { logger } = this.#running;
    logger.info(
      { category: "caller", status: error.status, error: error.message, code: codeOf(error) },
      "Request refused",
    );
    const reply = refusal(this.#running, new UnreadExchange(socket.remoteAddress), error);
    const body = typeof reply.body === "string" ? reply.body : "";
    reply.set("content-length", String(Buffer.byteLength(body))).set("connection", "close");
    const lines = [
      `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status]}`,
      `date: ${new Date().toUTCString()}`,
    ];
    for (let i = 0; i < reply.headers.length; i += 2)
      lines.push(`${reply.headers[i]}: ${reply.headers[i + 1]}`);
    socket.end(`${lines.join("\r\n")}\r\n\r\n${body}`);
    const timer = setTimeout(() => socket.destroy(), patience);
    socket.once("close", () => clearTimeout(timer));
  }
}

function errorOf(cause: NodeJS.ErrnoException): HttpError | undefined {
  const code = cause.code ?? "";
  if (code === "HPE_HEADER_OVERFLOW")
    return new HttpError(431, "The head of the request is too large", { cause });
  if (code === "HPE_CHUNK_EXTENSIONS_OVERFLOW")
    return new HttpError(413, "The chunk extensions are too large", { cause });
  if (code === "ERR_HTTP_REQUEST_TIMEOUT")
    return new HttpError(408, "The request did not arrive in time", { cause });
  // Anything else is the connection's own end (ECONNRESET, EPIPE): nobody is there to read an answer.
  return code.startsWith("HPE_") ? new HttpError(400, "The request is not valid HTTP", { cause }) : undefined;
}

/** Browsers open connections on suspicion; an answer on one of them would be taken for the answer to their first request. */
function neverUsed(socket: Socket, error: HttpError): boolean {
  return error.status === 408 && socket.bytesRead === 0;
}

function codeOf(error: HttpError): string | undefined {
  return (error.cause as NodeJS.ErrnoException).code;
}
