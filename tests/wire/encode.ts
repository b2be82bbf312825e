/** From a recorded request to the bytes that were sent. */
import type { WirePart, WireRequest } from "./recorded.ts";

/** A request, ready to be put on the wire. */
export interface Encoded {
  readonly method: string;
  readonly target: string;
  /** In the order sent; a repeated header stands more than once. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Undefined when the request has no body, and so no length. */
  readonly body: Buffer | undefined;
}

const boundary = "wire-boundary-7d9f";

/** Headers and body, exactly as the recorder sent them: nothing is added but host, content type and length. */
export function encode(request: WireRequest): Encoded {
  const { type, body } = bodyOf(request);
  const headers: (readonly [string, string])[] = [];
  for (const [name, value] of Object.entries(request.headers ?? {}))
    for (const one of [value].flat()) headers.push([name, one]);
  const has = (name: string) => headers.some(([given]) => given.toLowerCase() === name);
  if (!has("host")) headers.unshift(["host", "testserver"]);
  if (type !== undefined && !has("content-type")) headers.push(["content-type", type]);
  if (body !== undefined && !has("content-length")) headers.push(["content-length", String(body.length)]);
  return { method: request.method, target: request.path, headers, body };
}

function bodyOf(request: WireRequest): { readonly type?: string; readonly body?: Buffer } {
  if (Object.hasOwn(request, "json"))
    return { type: "application/json", body: Buffer.from(JSON.stringify(request.json)) };
  if (request.form !== undefined) {
    const text = request.form.map(([name, value]) => `${urlEncoded(name)}=${urlEncoded(value)}`).join("&");
    return { type: "application/x-www-form-urlencoded", body: Buffer.from(text) };
  }
  if (request.multipart !== undefined) {
    const end = Buffer.from(`--${boundary}--\r\n`);
    const body = Buffer.concat([...request.multipart.map(partBytes), end]);
    return { type: `multipart/form-data; boundary=${boundary}`, body };
  }
  if (request.raw !== undefined) return { body: Buffer.from(request.raw) };
  if (request.raw_base64 !== undefined) return { body: Buffer.from(request.raw_base64, "base64") };
  return {};
}

function partBytes(part: WirePart): Buffer {
  const file = part.filename === undefined ? "" : `; filename="${part.filename}"`;
  const type = part.content_type === undefined ? "" : `Content-Type: ${part.content_type}\r\n`;
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="${part.name}"${file}\r\n${type}\r\n`;
  const content =
    part.content_base64 === undefined
      ? Buffer.from(part.value ?? part.content ?? "")
      : Buffer.from(part.content_base64, "base64");
  return Buffer.concat([Buffer.from(head), content, Buffer.from("\r\n")]);
}

/** As Python's `quote_plus`: everything but letters, digits and `_.-~`. */
function urlEncoded(text: string): string {
  const escaped = encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return escaped.replaceAll("%20", "+");
}
