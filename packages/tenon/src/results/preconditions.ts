/** Conditional requests (RFC 9110, 13): send it, say that the client has it, or refuse. */
import type { Exchange } from "../http/exchange.ts";
import { listsTag, sameTag } from "./entity-tag.ts";
import { readHttpDate, wholeSeconds } from "./http-date.ts";

/** What tells one state of a thing from another. */
export interface Validators {
  readonly tag: string | undefined;
  readonly modified: Date | undefined;
}

/** What the conditions of a GET or HEAD come to. */
export type Verdict = "send" | "not-modified" | "refuse";

/** Weighs the conditions of a request, in the order of RFC 9110, 13.2.2. A date that is none is passed over. */
export function judge(exchange: Exchange, { tag, modified }: Validators): Verdict {
  const at = modified === undefined ? undefined : wholeSeconds(modified);
  const ifMatch = exchange.header("if-match");
  if (ifMatch !== undefined) {
    if (!listsTag(ifMatch, tag, "strong")) return "refuse";
  } else if (isAfter(at, exchange.header("if-unmodified-since"))) return "refuse";
  const ifNoneMatch = exchange.header("if-none-match");
  if (ifNoneMatch !== undefined) return listsTag(ifNoneMatch, tag, "weak") ? "not-modified" : "send";
  const since = readHttpDate(exchange.header("if-modified-since"));
  return since !== undefined && at !== undefined && at <= since ? "not-modified" : "send";
}

/** Whether the part that is asked for belongs to what the client has (RFC 9110, 13.1.5). True without `If-Range`. */
export function rangeStillHolds(exchange: Exchange, { tag, modified }: Validators): boolean {
  const ifRange = exchange.header("if-range");
  if (ifRange === undefined) return true;
  if (ifRange.includes('"')) return tag !== undefined && sameTag(ifRange.trim(), tag, "strong");
  const date = readHttpDate(ifRange);
  return date !== undefined && modified !== undefined && date === wholeSeconds(modified);
}

function isAfter(at: number | undefined, header: string | undefined): boolean {
  const date = readHttpDate(header);
  return date !== undefined && at !== undefined && at > date;
}
