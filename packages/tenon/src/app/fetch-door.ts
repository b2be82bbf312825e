/**
 * The fetch door: a web `Request` in, a web `Response` out, on any runtime. What a reply leaves for later is handed to
 * `waitUntil`, where the runtime has one.
 */
import { ClientGoneError } from "../http/client-gone.ts";
import { Exchange } from "../http/exchange.ts";
import type { Logger } from "../http/logger.ts";
import { isBodiless, isStreamBody, type Reply, type ReplyBody, type StreamBody } from "../http/reply.ts";
import { lazyBody, tooLarge } from "../http/request-body.ts";
import { UpgradeReply } from "../sockets/upgrade-reply.ts";
import type { RunningApp } from "./running-app.ts";

/** What a runtime may hand over beside the request. */
export interface FetchContext {
  /** Keeps the runtime alive until the request's handler, dependencies and background tasks have ended. */
  readonly waitUntil?: (work: Promise<unknown>) => void;
  /** The address at the other end, where the runtime knows it. */
  readonly remoteAddress?: string;
}

/** What the test client can do beside a runtime. */
export interface UpgradingContext extends FetchContext {
  /** Takes over for a WebSocket; the response is of no use then. No runtime has a way to do this that others have too. */
  readonly upgrade?: (reply: UpgradeReply) => void;
}

/** Answers a request with a running app. */
export async function answerRequest(
  running: RunningApp,
  request: Request,
  context: UpgradingContext = {},
): Promise<Response> {
  const exchange = new FetchExchange(request, context.remoteAddress);
  exchange.upgradable = context.upgrade !== undefined;
  const keepAlive = (work: Promise<unknown>): void => context.waitUntil?.(work);
  const replying = running.handle(exchange);
  // Where a runtime stops all work of a client that has gone, a handler would end half-way, with its dependencies open.
  if (replying instanceof Promise) keepAlive(replying);
  const reply = await replying;
  if (reply instanceof UpgradeReply && context.upgrade !== undefined) {
    context.upgrade(reply);
    return new Response(null);
  }
  const { logger } = running;
  if (reply.afterSend === undefined) return toResponse(reply, exchange, { logger, keepAlive, left() {} });
  const { promise: sent, resolve: left } = Promise.withResolvers<void>();
  keepAlive(sent.then(() => running.afterSend(reply)));
  return toResponse(reply, exchange, { logger, keepAlive, left });
}

/** What an answer needs on its way out. */
interface Departure {
  readonly logger: Logger;
  readonly keepAlive: (work: Promise<unknown>) => void;
  /** Called when the answer is on its way as far as this door can tell: returned, or read to its end. */
  readonly left: () => void;
}

function toResponse(reply: Reply, exchange: FetchExchange, departure: Departure): Response {
  const { logger, left } = departure;
  const { body, status } = reply;
  const headers = new Headers();
  for (let i = 0; i < reply.headers.length; i += 2)
    headers.append(reply.headers[i] as string, reply.headers[i + 1] as string);
  const isHead = exchange.method === "HEAD";
  const init = { status, headers };
  if (isHead || body === null || isBodiless(status)) {
    if (isHead && status !== 204 && typeof body === "string" && !headers.has("content-length"))
      headers.set("content-length", String(new TextEncoder().encode(body).byteLength));
    void discarded(body, logger).then(left);
    return new Response(null, init);
  }
  if (isStreamBody(body)) return new Response(streamOf(body, departure, headers.get("content-length")), init);
  // Lets the response be returned before the tasks begin.
  if (reply.afterSend !== undefined) setTimeout(left, 0);
  // A text would be given a type by the class `Response`, where the reply has none.
  const untyped = typeof body === "string" && !headers.has("content-type");
  const payload = untyped ? new TextEncoder().encode(body) : body;
  return new Response(payload as string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>, init);
}

/** Nobody will read it: a HEAD, or a status that has no body. */
async function discarded(body: ReplyBody, logger: Logger): Promise<void> {
  await logged(logger, "A stream failed to close", () => {
    if (body instanceof ReadableStream) return body.cancel();
    return isStreamBody(body) ? body.finish() : undefined;
  });
}

function streamOf(
  body: StreamBody,
  { logger, keepAlive, left }: Departure,
  length: string | null,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let chunks: AsyncIterator<string | Uint8Array> | undefined;
  const breakOff = async (reason: unknown): Promise<void> => {
    // Not awaited: a producer that is waiting for something may take its time to notice.
    keepAlive(logged(logger, "A stream failed to end", () => chunks?.return?.()));
    const closing = logged(logger, "A stream failed to close", () => body.finish(reason));
    keepAlive(closing);
    await closing;
    left();
  };
  return new ReadableStream<Uint8Array>({
    // workerd sends a stream's length if it stands here; the header alone it drops.
    ...(length === null ? {} : { expectedLength: Number(length) }),
    async pull(controller) {
      let step: IteratorResult<string | Uint8Array>;
      try {
        chunks ??= body.chunks();
        step = await chunks.next();
      } catch (error) {
        logger.error({ err: error }, "A stream broke off half-way");
        await breakOff(error ?? new Error("The stream threw nothing but undefined"));
        controller.error(error);
        return;
      }
      if (step.done === true) {
        await logged(logger, "A stream failed to close", () => body.finish());
        controller.close();
        left();
      } else {
        controller.enqueue(typeof step.value === "string" ? encoder.encode(step.value) : step.value);
      }
    },
    // Whatever reason the runtime has, to what the stream holds open it is one thing.
    cancel: () => breakOff(new ClientGoneError()),
  });
}

async function logged(logger: Logger, message: string, work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (error) {
    logger.error({ err: error }, message);
  }
}

/** An exchange over a web `Request`. */
class FetchExchange extends Exchange {
  readonly remoteAddress: string | undefined;
  readonly encrypted: boolean;
  /** As it came, with a body that nobody has limited. */
  readonly #incoming: Request;
  #request: Request | undefined = undefined;
  #headers: { readonly [name: string]: string } | undefined = undefined;
  #consumed: boolean;

  constructor(request: Request, remoteAddress: string | undefined) {
    const [, scheme, path = "/", query = ""] =
      /^(https?):\/\/[^/?#]*([^?#]*)\??([^#]*)/i.exec(request.url) ?? [];
    super(request.method, path === "" ? "/" : path, query);
    this.#incoming = request;
    this.remoteAddress = remoteAddress;
    this.encrypted = scheme?.toLowerCase() === "https";
    this.#consumed = request.body === null;
  }

  get request(): Request {
    this.#request ??= this.#limited();
    return this.#request;
  }

  get signal(): AbortSignal {
    return this.#incoming.signal;
  }

  get bodyConsumed(): boolean {
    return this.#consumed;
  }

  header(name: string): string | undefined {
    return this.#incoming.headers.get(name) ?? undefined;
  }

  headers(): { readonly [name: string]: string } {
    if (this.#headers === undefined) {
      const headers: Record<string, string> = Object.create(null);
      for (const [name, value] of this.#incoming.headers) headers[name] = value;
      this.#headers = headers;
    }
    return this.#headers;
  }

  async body(limit: number): Promise<Uint8Array> {
    const declared = Number(this.header("content-length") ?? 0);
    if (declared > limit) throw tooLarge(limit);
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of this.bodyChunks()) {
      size += chunk.byteLength;
      if (size > limit) throw tooLarge(limit);
      chunks.push(chunk);
    }
    if (chunks.length === 1) return chunks[0] as Uint8Array;
    const whole = new Uint8Array(size);
    let at = 0;
    for (const chunk of chunks) {
      whole.set(chunk, at);
      at += chunk.byteLength;
    }
    return whole;
  }

  async *bodyChunks(): AsyncGenerator<Uint8Array> {
    const { body } = this.#incoming;
    // Not cancelled when it is left early: what remains of a refused body is the runtime's own to throw away.
    if (body !== null)
      for await (const chunk of body.values({ preventCancel: true })) yield chunk as Uint8Array;
    this.#consumed = true;
  }

  #limited(): Request {
    const incoming = this.#incoming;
    if (incoming.body === null) return incoming;
    const chunks = (): AsyncGenerator<Uint8Array> => {
      if (Number(this.header("content-length") ?? 0) > this.bodyLimit) throw tooLarge(this.bodyLimit);
      return this.bodyChunks();
    };
    const body = lazyBody(chunks, () => this.bodyLimit);
    return new Request(incoming, { body, duplex: "half" } as RequestInit);
  }
}
