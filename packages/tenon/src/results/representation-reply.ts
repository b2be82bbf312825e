/** From something that can be sent in parts to the reply that one request gets (RFC 9110, 13 and 14). */
import { HttpError } from "../http/errors.ts";
import type { Exchange } from "../http/exchange.ts";
import { Reply } from "../http/reply.ts";
import { byteRange } from "./byte-range.ts";
import { contentDisposition, type Disposition } from "./content-disposition.ts";
import { entityTag } from "./entity-tag.ts";
import { mediaTypeOf } from "./media-type.ts";
import { judge, rangeStillHolds, type Validators } from "./preconditions.ts";
import { headerList, type ReplyHeaders, withCharset } from "./reply-init.ts";
import type { Representation } from "./representation.ts";
import { text } from "./whole-body.ts";

/** What is said about a representation. */
export interface RepresentationOptions {
  /** What the browser calls it when it is saved. Default: nothing is said. */
  readonly name?: string;
  /** The media type. Default: by the extension of `name`, else of the path; `application/octet-stream` when unknown. */
  readonly type?: string;
  /** Whether it is shown or saved. Default: `attachment` where there is a `name`, else nothing is said. */
  readonly disposition?: Disposition;
  /** What tells one state from another; `false` for none. Default: from size and time of change of a path, else none. */
  readonly etag?: string | false;
  /** Default: the time of change of a path, else none. */
  readonly lastModified?: Date | false;
  /** The `Cache-Control` header. Default: none. */
  readonly cacheControl?: string;
  readonly headers?: ReplyHeaders;
}

/**
 * The reply to a request for a representation.
 * @throws {HttpError} 412 when a condition of the request fails
 */
export async function representationReply(
  exchange: Exchange,
  represented: Representation,
  options: RepresentationOptions,
): Promise<Reply> {
  const { method } = exchange;
  const { size } = represented;
  const validators = validatorsOf(represented, options);
  const caching = cachingHeaders(validators, options);
  const whole = { status: 200, from: 0, end: size, headers: caching };
  // Conditions and ranges of other methods are about something else than this answer.
  if (method !== "GET" && method !== "HEAD") return sent(method, represented, options, whole);
  const verdict = judge(exchange, validators);
  if (verdict === "refuse") throw new HttpError(412);
  if (verdict === "not-modified") return new Reply(304, caching);
  const headers = [...caching, "accept-ranges", "bytes"];
  // Ranges are defined for GET only (RFC 9110, 14.2).
  const holds = method === "GET" && rangeStillHolds(exchange, validators);
  const range = byteRange(holds ? exchange.header("range") : undefined, size);
  switch (range.kind) {
    case "malformed":
      return text(range.reason, { status: 400 });
    case "unsatisfiable":
      return text("", { status: 416, headers: { "content-range": `bytes */${size}` } });
    case "whole":
      return sent(method, represented, options, { ...whole, headers });
    case "part": {
      headers.push("content-range", `bytes ${range.from}-${range.to}/${size}`);
      return sent(method, represented, options, {
        status: 206,
        from: range.from,
        end: range.to + 1,
        headers,
      });
    }
  }
}

async function sent(
  method: string,
  represented: Representation,
  options: RepresentationOptions,
  { status, from, end, headers }: { status: number; from: number; end: number; headers: string[] },
): Promise<Reply> {
  const { name, disposition = "attachment" } = options;
  const described = headerList({ "content-type": withCharset(typeOf(represented, options)) });
  if (name !== undefined || options.disposition !== undefined)
    described.push("content-disposition", contentDisposition(disposition, name));
  described.push("content-length", String(end - from));
  const body = method === "HEAD" ? null : await represented.body(from, end);
  return new Reply(status, [...headers, ...described], body);
}

function typeOf({ type }: Representation, options: RepresentationOptions): string {
  if (options.type !== undefined) return options.type;
  const byName = options.name === undefined ? undefined : mediaTypeOf(options.name);
  return byName ?? type ?? "application/octet-stream";
}

function validatorsOf(
  { tag, modified }: Representation,
  { etag, lastModified }: RepresentationOptions,
): Validators {
  const ownTag = etag === false || etag === undefined ? undefined : entityTag(etag);
  return {
    tag: etag === undefined ? tag : ownTag,
    modified: lastModified === undefined ? modified : lastModified || undefined,
  };
}

function cachingHeaders(
  { tag, modified }: Validators,
  { cacheControl, headers }: RepresentationOptions,
): string[] {
  return [
    ...(tag === undefined ? [] : ["etag", tag]),
    ...(modified === undefined ? [] : ["last-modified", modified.toUTCString()]),
    ...headerList(cacheControl === undefined ? {} : { "cache-control": cacheControl }),
    ...headerList(headers),
  ];
}
