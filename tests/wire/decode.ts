/** From what came back to an answer in the recorded form. */
import { gunzipSync } from "node:zlib";
import type { WireAnswer } from "./recorded.ts";

/** What a door received. */
export interface Received {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  /** The body did not end as it should. */
  readonly truncated: boolean;
}

const kept = new Set([
  "accept-ranges",
  "allow",
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-range",
  "content-type",
  "link",
  "location",
  "retry-after",
  "set-cookie",
  "vary",
  "www-authenticate",
]);

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Keeps what was recorded of an answer: some headers, the body parsed. */
export function decode(received: Received): WireAnswer {
  const headers: Record<string, string | string[]> = {};
  for (const [given, value] of received.headers) {
    const name = given.toLowerCase();
    if (!isKept(name)) continue;
    const other = headers[name];
    const text = normal(name, value);
    headers[name] = other === undefined ? text : [other, text].flat();
  }
  const bytes =
    headers["content-encoding"] === "gzip" && received.body.length > 0
      ? gunzipSync(received.body)
      : received.body;
  return {
    status: received.status,
    headers,
    ...bodyOf(bytes, [headers["content-type"] ?? ""].flat()[0] ?? ""),
    ...(received.truncated ? { truncated: true } : {}),
  };
}

function isKept(name: string): boolean {
  return kept.has(name) || name.startsWith("x-") || name.startsWith("access-control-");
}

function normal(name: string, value: string): string {
  if (name === "allow") return value.split(/, */).sort().join(", ");
  if (name === "set-cookie") return value.replace(/expires=([^;]+)/, momentOfDeletion);
  return value;
}

/** A deleted cookie was recorded as `<now>`. */
function momentOfDeletion(expires: string, date: string): string {
  return Math.abs(Date.parse(date) - Date.now()) < 60_000 ? "expires=<now>" : expires;
}

function bodyOf(bytes: Buffer, type: string): { readonly body?: unknown; readonly body_base64?: string } {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return { body_base64: bytes.toString("base64") };
  }
  const media = type.split(";")[0]?.trim().toLowerCase() ?? "";
  if (text === "" || !(media === "application/json" || media.endsWith("+json"))) return { body: text };
  try {
    return { body: JSON.parse(text) as unknown };
  } catch {
    return { body: text };
  }
}
