/** From a reply to a web `Response`. */
import { ClientGoneError } from "../http/client-gone.ts";
import type { Logger } from "../http/logger.ts";
import { isBodiless, isStreamBody, type Reply, type ReplyBody, type StreamBody } from "../http/reply.ts";

/** What an answer needs on its way out. */
export interface Departure {
  readonly logger: Logger;
  readonly keepAlive: (work: Promise<unknown>) => void;
  /** Called when the answer is on its way as far as this door can tell: returned, or read to its end. */
  readonly left: () => void;
}

/** The response of a reply to a method. */
export function toResponse(reply: Reply, method: string, departure: Departure): Response {
  const { body, status } = reply;
  if (method === "HEAD" || body === null || isBodiless(status)) return withoutBody(reply, method, departure);
  const init = { status, headers: headersOf(reply.headers) };
  if (isStreamBody(body)) return new Response(streamOf(body, departure, reply.get("content-length")), init);
  // Lets the response be returned before the tasks begin.
  if (reply.afterSend !== undefined) setTimeout(departure.left, 0);
  // A text would be given a type by the class `Response`, where the reply has none.
  const untyped = typeof body === "string" && reply.get("content-type") === undefined;
  const payload = untyped ? new TextEncoder().encode(body) : body;
  return new Response(payload as string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>, init);
}

function withoutBody(reply: Reply, method: string, { logger, left }: Departure): Response {
  const { body, status } = reply;
  const headers = new Headers(headersOf(reply.headers));
  if (method === "HEAD" && status !== 204 && typeof body === "string" && !headers.has("content-length"))
    headers.set("content-length", String(new TextEncoder().encode(body).byteLength));
  void discarded(body, logger).then(left);
  return new Response(null, { status, headers });
}

/** A plain record is the quickest for every runtime; a name that stands twice needs the class. */
function headersOf(flat: readonly string[]): Record<string, string> | Headers {
  const record: Record<string, string> = {};
  for (let i = 0; i < flat.length; i += 2) {
    const name = flat[i] as string;
    if (name in record) return repeatedHeaders(flat);
    record[name] = flat[i + 1] as string;
  }
  return record;
}

function repeatedHeaders(flat: readonly string[]): Headers {
  const headers = new Headers();
  for (let i = 0; i < flat.length; i += 2) headers.append(flat[i] as string, flat[i + 1] as string);
  return headers;
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
  length: string | undefined,
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
    ...(length === undefined ? {} : { expectedLength: Number(length) }),
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
