/** The head of an answer: the reply's own headers, and those of the framing, which belong to the door alone. */
import type { Reply } from "../http/reply.ts";

/**
 * The headers as they go out. A reply's own `content-length` stands only where the door does not know better (a stream, HEAD,
 * 304), once; its `transfer-encoding` and `connection` never do, but for `connection: close`, and `upgrade` in a 426. A wrong one of these would let
 * the client take one answer for two.
 *
 * @param known the bytes of the body, where they are known
 * @param last whether the connection ends with this answer
 * @throws {RangeError} for a status that is no final one
 */
export function headOf({ headers, status }: Reply, known: number | undefined, last: boolean): string[] {
  if (status < 200) throw new RangeError(`A reply cannot have the status ${status}: 200 to 599`);
  const length = status === 204 ? undefined : status === 205 ? 0 : known;
  if (!hasFramingHeader(headers)) return framed(headers, length, connectionOf(status, undefined, last));
  let declared: string | undefined;
  let option: string | undefined;
  const kept: string[] = [];
  for (let i = 0; i < headers.length; i += 2) {
    const [name = "", value = ""] = [headers[i]?.toLowerCase(), headers[i + 1]];
    if (name === "content-length") declared ??= value;
    else if (name === "connection") option = value.trim().toLowerCase();
    else if (name !== "transfer-encoding") kept.push(name, value);
  }
  return framed(
    kept,
    length ?? (status === 204 ? undefined : numberIn(declared)),
    connectionOf(status, option, last),
  );
}

function numberIn(text = ""): number | undefined {
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

/** The `connection` header: `close`, and in a 426 what an `Upgrade` header goes with (RFC 9110, 7.8). */
function connectionOf(status: number, option: string | undefined, last: boolean): string | undefined {
  const close = last || option === "close" ? "close" : undefined;
  if (status !== 426 || option !== "upgrade") return close;
  return close === undefined ? "upgrade" : "close, upgrade";
}

/** Adds to a copy where something is added: a reply may be a constant that is sent again. */
function framed(headers: string[], length: number | undefined, connection: string | undefined): string[] {
  if (length === undefined && connection === undefined) return headers;
  // Nearly every answer: one array of the right size.
  if (length !== undefined && connection === undefined && headers.length === 2)
    return [headers[0] as string, headers[1] as string, "content-length", String(length)];
  const head = headers.slice();
  if (length !== undefined) head.push("content-length", String(length));
  if (connection !== undefined) head.push("connection", connection);
  return head;
}

function hasFramingHeader(headers: readonly string[]): boolean {
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] as string;
    const { length } = name;
    if ((length === 10 || length === 14 || length === 17) && framing.has(name.toLowerCase())) return true;
  }
  return false;
}

const framing = new Set(["connection", "content-length", "transfer-encoding"]);
