/** The percent-encoding of paths: decoded once, segment by segment, so that `%2F` stays inside its segment. */

/** The value of a parameter. */
export function decoded(value: string): string {
  return value.includes("%") ? decodeSegment(value) : value;
}

/** A path in one spelling: every segment decoded once and encoded again. */
export function canonical(path: string): string {
  return path
    .split("/")
    .map((segment) => encodeSegment(decodeSegment(segment)))
    .join("/");
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    // What is no percent-encoding stands for itself, and bytes that are no UTF-8 become U+FFFD.
    return segment.replace(/(?:%[0-9a-f]{2})+/gi, (encoded) =>
      utf8.decode(Uint8Array.from(encoded.slice(1).split("%"), (byte) => Number.parseInt(byte, 16))),
    );
  }
}

const utf8 = new TextDecoder();

/** Encodes as URL paths do: what may stand bare in a path segment (RFC 3986, `pchar`) stays bare. */
function encodeSegment(segment: string): string {
  return encodeURIComponent(segment).replace(/%(?:3A|40|24|26|2B|2C|3B|3D)/g, decodeURIComponent);
}
