/** A text or bytes that are made once, when first asked for, and served with an entity tag ever after. */
import type { Next } from "../http/middleware.ts";
import { Reply } from "../http/reply.ts";

/** What is served. */
export interface ServedFile {
  readonly contentType: string;
  readonly body: string | Uint8Array;
  /** Name, value, name, value; names in lower case. */
  readonly headers?: readonly string[];
}

interface Ready {
  readonly body: string | Uint8Array;
  readonly headers: readonly string[];
  readonly etag: string;
  /** What a 304 says of them (RFC 9110, 15.4.5). */
  readonly kept: readonly string[];
}

/**
 * A file of a page, which only that page asks for. A cache keeps it and asks each time whether it is still right: a 304 costs
 * little, and an upgrade is seen at once.
 * @param make called once; again only after it has failed
 */
export function serveAsset(make: () => ServedFile | Promise<ServedFile>): Next {
  return serveFile(async () => {
    const { headers = [], ...file } = await make();
    return {
      ...file,
      headers: ["cache-control", "no-cache", "x-content-type-options", "nosniff", ...headers],
    };
  });
}

/**
 * A handler for GET and HEAD.
 * @param make called once; again only after it has failed
 */
export function serveFile(make: () => ServedFile | Promise<ServedFile>): Next {
  let ready: Promise<Ready> | undefined;
  const once = (): Promise<Ready> => {
    ready ??= prepare(make).catch((error: unknown) => {
      ready = undefined;
      throw error;
    });
    return ready;
  };
  return async (exchange) => {
    const { body, headers, etag, kept } = await once();
    if (isKnown(exchange.header("if-none-match"), etag)) return new Reply(304, [...kept]);
    return new Reply(200, [...headers], body);
  };
}

async function prepare(make: () => ServedFile | Promise<ServedFile>): Promise<Ready> {
  const { contentType, body, headers = [] } = await make();
  const etag = await entityTag(body);
  const all = ["content-type", contentType, "etag", etag, ...headers];
  const kept = all.flatMap((name, i) =>
    i % 2 === 0 && (name === "etag" || name === "cache-control") ? [name, all[i + 1] as string] : [],
  );
  return { body, etag, headers: all, kept };
}

async function entityTag(body: string | Uint8Array): Promise<string> {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(bytes)));
  return `"${Array.from(digest.subarray(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("")}"`;
}

/** `If-None-Match` compares weakly (RFC 9110, 13.1.2): a compressed answer's tag is weak. */
function isKnown(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(",").some((tag) => {
    const one = tag.trim();
    return one === "*" || one.replace(/^W\//, "") === etag;
  });
}
