import { z } from "zod";

/** A point in time: ISO 8601 in UTC on the wire, a `Date` in the code. */
export const Timestamp = z
  .codec(z.iso.datetime({ offset: true }), z.date(), {
    decode: (text) => new Date(text),
    encode: (date) => date.toISOString(),
  })
  .meta({ description: "A point in time, ISO 8601 in UTC", examples: ["2026-01-31T09:30:00.000Z"] });
