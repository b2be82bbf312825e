/** Codecs for points in time: text on the wire, a `Date` in the handler, in both directions. */
import * as z from "zod";

/**
 * A point in time: ISO 8601 on the wire, with `Z` or an offset (RFC 3339), a `Date` in the handler. Sent in UTC.
 * @example
 * const Event = z.object({ at: isoDateTime() });
 */
export function isoDateTime() {
  return z.codec(z.iso.datetime({ offset: true }), z.date(), {
    decode: (text) => new Date(text),
    encode: (date) => date.toISOString(),
  });
}

/**
 * A day: `2026-01-31` on the wire, a `Date` at midnight UTC in the handler.
 * @example
 * const Birthday = z.object({ on: isoDate() });
 */
export function isoDate() {
  return z.codec(z.iso.date(), z.date(), {
    decode: (text) => new Date(`${text}T00:00:00.000Z`),
    encode: (date) => date.toISOString().slice(0, 10),
  });
}
