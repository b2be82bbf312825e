/** Puts a reply on the wire of a Node answer, whatever state the two are in. Nothing here throws. */
import type { ServerResponse } from "node:http";
import type { RunningApp } from "../app/running-app.ts";
import { ClientGoneError } from "../http/client-gone.ts";
import { HttpError } from "../http/errors.ts";
import { isBodiless, type Reply, type StreamBody } from "../http/reply.ts";
import { lingerThenEnd } from "./linger.ts";
import type { NodeExchange } from "./node-exchange.ts";
import { refusal } from "./refusal.ts";
import { headOf } from "./reply-head.ts";
import { finishStream, producerOf, pump } from "./stream-pump.ts";

/** What sending needs of the door. */
export interface Sender {
  readonly running: Pick<RunningApp, "options" | "logger" | "afterSend">;
  /** Connections end with their answers: the server is draining. */
  readonly draining: boolean;
  /** The exchange is over, with all the work it left. */
  done(): void;
}

/** Sends a reply, then does what it left for later. */
export function sendReply(sender: Sender, exchange: NodeExchange, reply: Reply): void {
  const { body } = reply;
  if (body === null || typeof body === "string" || body instanceof Uint8Array)
    sendWhole(sender, exchange, reply, body);
  else void sendStream(sender, exchange, reply, producerOf(body));
}

function sendWhole(
  sender: Sender,
  exchange: NodeExchange,
  reply: Reply,
  body: string | Uint8Array | null,
): void {
  const { outgoing } = exchange;
  // A client that has gone changes nothing for the work that was left: the operation has succeeded.
  if (!outgoing.destroyed) {
    const head = exchange.method === "HEAD";
    // An empty HEAD says no length: only a GET's body could tell.
    const length = body === null ? (head || reply.status === 304 ? undefined : 0) : byteLength(body);
    const payload = head || isBodiless(reply.status) ? null : body;
    const failure = writeHead(sender, exchange, reply, length);
    if (failure !== undefined) {
      sendDefect(sender, exchange, failure.error);
      return;
    }
    finishAnswer(exchange, payload, length);
  }
  leave(sender, outgoing, reply);
}

async function sendStream(
  sender: Sender,
  exchange: NodeExchange,
  reply: Reply,
  stream: StreamBody,
): Promise<void> {
  const { outgoing } = exchange;
  if (outgoing.destroyed) {
    await finishStream(stream, new ClientGoneError(), exchange);
    return leave(sender, outgoing, reply);
  }
  const failure = writeHead(sender, exchange, reply, undefined);
  if (failure !== undefined) {
    await finishStream(
      stream,
      failure.error ?? new Error("The head of the answer could not be written"),
      exchange,
    );
    return sendDefect(sender, exchange, failure.error);
  }
  if (exchange.method === "HEAD" || isBodiless(reply.status)) {
    finishAnswer(exchange, null);
    await finishStream(stream, undefined, exchange);
  } else {
    // Too much or too little for a declared length would be read as a part of the next answer.
    outgoing.strictContentLength = true;
    // The first chunk may be long in coming, and the client waits for the status.
    outgoing.flushHeaders();
    await pump(stream, outgoing, exchange);
  }
  leave(sender, outgoing, reply);
}

/** Writes the status and the headers; gives what they are wrong with (a line break in a value, a status of 1000). */
function writeHead(
  sender: Sender,
  exchange: NodeExchange,
  reply: Reply,
  length: number | undefined,
): { readonly error: unknown } | undefined {
  try {
    const close = sender.draining || keepsSending(exchange, reply.status) || exchange.handover !== undefined;
    exchange.outgoing.writeHead(reply.status, headOf(reply, length, close));
    return undefined;
  } catch (error) {
    return { error };
  }
}

/** Answers in place of a reply that cannot be sent. */
export function sendDefect(sender: Sender, exchange: NodeExchange, error: unknown): void {
  const { running } = sender;
  const { method, path, route } = exchange;
  exchange.log.error({ err: error, category: "defect", method, path, route }, "An answer could not be sent");
  const reply = refusal(running, exchange, new HttpError(500, undefined, { cause: error }));
  reply.set("x-request-id", exchange.requestId);
  const body = typeof reply.body === "string" ? reply.body : "";
  const failure = writeHead(sender, exchange, reply, byteLength(body));
  if (failure === undefined) finishAnswer(exchange, exchange.method === "HEAD" ? null : body);
  else exchange.outgoing.destroy();
  sender.done();
}

/** @param length the bytes of the payload, where they are known */
function finishAnswer(
  exchange: NodeExchange,
  payload: string | Uint8Array | null,
  length?: number | undefined,
): void {
  const { outgoing } = exchange;
  // A client that waits for "100 Continue" sends nothing more after another answer.
  if (keepsSending(exchange, outgoing.statusCode) && !exchange.awaitsContinue)
    lingerThenEnd(exchange.incoming, outgoing, payload);
  else if (payload === null) outgoing.end();
  // A text with as many bytes as characters is ASCII, which Latin-1 writes the same and faster.
  else if (typeof payload === "string" && payload.length === length) outgoing.end(payload, "latin1");
  else outgoing.end(payload);
}

/** The client has more to send than is worth reading for nothing; after a refusal nothing is. */
function keepsSending(exchange: NodeExchange, status: number): boolean {
  return exchange.bodyPending && !(status < 400 && exchange.bodyDisposable);
}

/** Does what was left for later once the answer has been handed over, or the connection is gone. */
function leave(sender: Sender, outgoing: ServerResponse, reply: Reply): void {
  const work = () => void sender.running.afterSend(reply).finally(() => sender.done());
  if (reply.afterSend === undefined) sender.done();
  else if (outgoing.closed) work();
  else outgoing.once("close", work);
}

function byteLength(body: string | Uint8Array): number {
  return typeof body === "string" ? Buffer.byteLength(body) : body.byteLength;
}
