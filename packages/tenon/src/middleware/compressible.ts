/** Whether a reply would gain by compression, before anybody asks what the client accepts. */
import { isStreamBody, type Reply } from "../http/reply.ts";

/**
 * Families that are compressed in themselves, or that nobody can tell. `text/event-stream` is left alone because events
 * have to leave at once, through proxies too that would wait for more of a compressed stream.
 */
const NOT_WORTH_IT = new RegExp(
  `^(?:${[
    "text/event-stream",
    "image/(?!svg\\+xml|bmp|x-icon|vnd\\.microsoft\\.icon)",
    "audio/",
    "video/",
    "multipart/",
    "font/woff2?",
    "application/(?:octet-stream|pdf|gzip|x-gzip|zstd|zip|x-7z-compressed|x-bzip2?|x-xz|x-rar-compressed|vnd\\.rar)",
    "application/(?:font-woff2?|java-archive|grpc|vnd\\.apple\\.installer|vnd\\.openxmlformats-officedocument)",
    "application/vnd\\.oasis\\.opendocument",
    "application/[^;]*\\+(?:zip|gzip|zstd)",
  ].join("|")})`,
  "i",
);

/**
 * Whether a reply is worth compressing: a whole representation of a type that shrinks, not encoded, not forbidden to be
 * changed (`no-transform`, RFC 9111, 5.2.2.6), not vouched for by a digest of its bytes (RFC 9530), and large enough. Of
 * a stream nobody knows how long it will be.
 *
 * @param threshold the fewest bytes that are worth it
 */
export function isCompressible(reply: Reply, threshold: number): boolean {
  const { status } = reply;
  if (status < 200 || status === 204 || status === 205 || status === 206 || status === 304) return false;
  const type = reply.get("content-type");
  if (type === undefined || NOT_WORTH_IT.test(type)) return false;
  if (hasAny(reply, ["content-encoding", "content-range", "content-digest", "repr-digest"])) return false;
  if (/\bno-transform\b/i.test(reply.get("cache-control") ?? "")) return false;
  return isLongEnough(reply, threshold);
}

function hasAny(reply: Reply, names: readonly string[]): boolean {
  return names.some((name) => reply.get(name) !== undefined);
}

function isLongEnough({ body }: Reply, threshold: number): boolean {
  if (body === null) return false;
  if (typeof body === "string") {
    // A UTF-16 unit makes one to three bytes: counting is seldom needed.
    if (body.length >= threshold) return true;
    return body.length * 3 >= threshold && new TextEncoder().encode(body).byteLength >= threshold;
  }
  if (isStreamBody(body) || body instanceof ReadableStream) return true;
  return body.byteLength >= threshold;
}
