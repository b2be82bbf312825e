/** Which bytes a `Range` header asks for (RFC 9110, 14.1.2 and 14.2). */

/** The whole, one part (both ends included), a part that is not there, or nothing that can be understood. */
export type ByteRange =
  | { readonly kind: "whole" }
  | { readonly kind: "part"; readonly from: number; readonly to: number }
  | { readonly kind: "unsatisfiable" }
  | { readonly kind: "malformed"; readonly reason: string };

const whole: ByteRange = { kind: "whole" };

/**
 * Reads the header. Another unit than bytes is passed over, as it must be. Several parts get the whole, as they may: a
 * `multipart/byteranges` of many small parts costs the server more than the client.
 *
 * @param header undefined when there is none
 * @param size the bytes there are
 */
export function byteRange(header: string | undefined, size: number): ByteRange {
  if (header === undefined) return whole;
  const [, unit = "", list = ""] = /^([^=]*)=(.*)$/s.exec(header) ?? [];
  if (unit === "") return malformed("Malformed range header.");
  if (unit.trim().toLowerCase() !== "bytes") return whole;
  const parts = list.split(",").map((one) => partOf(one.trim(), size));
  const wrong = parts.find((part) => part.kind === "malformed");
  if (wrong !== undefined) return wrong;
  const [first, second] = parts.filter((part) => part.kind !== "unsatisfiable");
  if (first === undefined) return { kind: "unsatisfiable" };
  return second === undefined ? first : whole;
}

function partOf(text: string, size: number): ByteRange {
  const [, start = "", end = ""] = /^(\d*)-(\d*)$/.exec(text) ?? [];
  if (start === "" && end === "") return malformed("Range header: range must be requested");
  if (start === "") return lastBytes(Number(end), size);
  const from = Number(start);
  if (end !== "" && Number(end) < from) return malformed("Range header: start must be less than end");
  if (from >= size) return { kind: "unsatisfiable" };
  return { kind: "part", from, to: end === "" ? size - 1 : Math.min(Number(end), size - 1) };
}

/** More than there are is all of them; of nothing, the last bytes are the whole. */
function lastBytes(count: number, size: number): ByteRange {
  if (count === 0) return { kind: "unsatisfiable" };
  return size === 0 ? whole : { kind: "part", from: Math.max(0, size - count), to: size - 1 };
}

/** The words are Starlette's. */
function malformed(reason: string): ByteRange {
  return { kind: "malformed", reason };
}
