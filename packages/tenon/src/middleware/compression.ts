import Negotiator from "negotiator";
import type { Exchange } from "../http/exchange.ts";
import type { Middleware } from "../http/middleware.ts";
import type { Reply } from "../http/reply.ts";
import { CompressedStream, isStreamed } from "./compressed-stream.ts";
import { isCompressible } from "./compressible.ts";
import { type ContentEncoder, type ContentEncoding, encoderFor } from "./content-encoders.ts";

/** What is compressed, and how. */
export interface CompressionOptions {
  /** The fewest bytes worth compressing; streams have no length and are always compressed. Default: 500. */
  readonly threshold?: number;
  /**
   * How hard to try: 1 (fast) to 9 (small), the level of gzip, deflate and zstd and the quality of Brotli. Beyond the default,
   * made for answers on the fly, time doubles and size hardly shrinks. Default: 4.
   */
  readonly level?: number;
  /**
   * The codings, best first: among those a client likes equally, the first is taken. One this runtime cannot make is
   * passed over. `"zstd"` is there for those who ask for it (experimental in Node 24). Default: `["br", "gzip", "deflate"]`.
   */
  readonly encodings?: readonly ContentEncoding[];
}

/** Browsers send a handful of different headers; the bound is for those who send a new one each time. */
const REMEMBERED = 256;

/**
 * Compresses answers as the client accepts it (`Accept-Encoding`; RFC 9110, 12.5.3; q=0 is respected).
 *
 * Left alone: HEAD, 204, 206, 304, what is encoded already, `Cache-Control: no-transform`, media types that are compressed
 * in themselves, `text/event-stream`, and what would not get smaller. A compressed answer has a weak ETag, for its bytes are
 * not those the tag was made for, and no `Accept-Ranges`. Whatever *could* be compressed carries `Vary: Accept-Encoding`.
 *
 * Where an answer holds both a secret and text of an attacker's choice, its length gives the secret away (BREACH): send such
 * answers with `Cache-Control: no-transform`.
 *
 * @param options `threshold` (500), `level` (4), `encodings` (`["br", "gzip", "deflate"]`)
 * @throws {TypeError} when the threshold, the level or a coding is none
 * @example
 * compression({ threshold: 2048, encodings: ["zstd", "br", "gzip"] });
 */
export function compression(options: CompressionOptions = {}): Middleware {
  const { threshold = 500, level = 4, encodings = ["br", "gzip", "deflate"] } = options;
  if (!Number.isSafeInteger(threshold) || threshold < 0) {
    throw new TypeError(`compression({ threshold }): a number of bytes, not ${threshold}`);
  }
  if (!Number.isInteger(level) || level < 1 || level > 9) {
    throw new TypeError(`compression({ level }): 1 (fast) to 9 (small), not ${level}`);
  }
  const encoders = encodersFor(encodings, level);
  const preferred = negotiation([...encoders.keys()]);

  return {
    name: "compression",
    response(exchange, reply) {
      if (reply.status === 304) return notModified(exchange, reply);
      if (!isCompressible(reply, threshold)) return undefined;
      reply.vary("Accept-Encoding");
      if (exchange.method === "HEAD") return undefined;
      const encoding = preferred(exchange.header("accept-encoding"));
      const encoder = encoding === undefined ? undefined : encoders.get(encoding);
      return encoding === undefined || encoder === undefined ? undefined : compress(reply, encoding, encoder);
    },
  };
}

function compress(
  reply: Reply,
  encoding: string,
  { whole, pieces }: ContentEncoder,
): undefined | Promise<undefined> {
  const { body } = reply;
  if (body === null) return undefined;
  if (isStreamed(body)) {
    if (pieces !== undefined) encoded(reply, encoding, new CompressedStream(body, pieces));
    return undefined;
  }
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  const finished = (compressed: Uint8Array): undefined => {
    if (compressed.byteLength < bytes.byteLength) encoded(reply, encoding, compressed);
  };
  const compressed = whole(bytes);
  return compressed instanceof Promise ? compressed.then(finished) : finished(compressed);
}

function encodersFor(
  encodings: readonly ContentEncoding[],
  level: number,
): ReadonlyMap<string, ContentEncoder> {
  const encoders = new Map<string, ContentEncoder>();
  for (const encoding of encodings) {
    if (!["br", "gzip", "deflate", "zstd"].includes(encoding)) {
      throw new TypeError(
        `compression({ encodings }): "${encoding}" is none of "br", "gzip", "deflate", "zstd"`,
      );
    }
    const encoder = encoderFor(encoding, level);
    if (encoder !== undefined) encoders.set(encoding, encoder);
  }
  return encoders;
}

/** What of `negotiator` is used; its published types do not know the second argument. */
interface EncodingNegotiator {
  encoding(available: string[], options: { readonly preferred: readonly string[] }): string | undefined;
}

/** Negotiates once for each header; `identity` stands last, for what a client likes as much as a coding. */
function negotiation(offered: readonly string[]): (accepted: string | undefined) => string | undefined {
  const remembered = new Map<string, string | undefined>();
  const available = [...offered, "identity"];
  return (accepted) => {
    if (accepted === undefined) return undefined;
    if (remembered.has(accepted)) return remembered.get(accepted);
    const negotiator: EncodingNegotiator = new Negotiator({ headers: { "accept-encoding": accepted } });
    const chosen = negotiator.encoding(available, { preferred: available });
    const encoding = chosen === "identity" ? undefined : chosen;
    if (remembered.size < REMEMBERED) remembered.set(accepted, encoding);
    return encoding;
  };
}

function encoded(reply: Reply, encoding: string, body: Uint8Array | CompressedStream): void {
  reply.body = body;
  reply.set("content-encoding", encoding);
  reply.delete("content-length");
  // A range of the compressed bytes is not what a later request for a range would get.
  reply.delete("accept-ranges");
  const tag = reply.get("etag");
  if (tag?.startsWith('"')) reply.set("etag", `W/${tag}`);
}

/** A 304 stands for the answer the client has: it varies as that did, and bears the tag that was given out with it. */
function notModified(exchange: Exchange, reply: Reply): undefined {
  reply.vary("Accept-Encoding");
  const tag = reply.get("etag");
  if (tag?.startsWith('"') && exchange.header("if-none-match")?.includes(`W/${tag}`))
    reply.set("etag", `W/${tag}`);
}
