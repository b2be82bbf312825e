/** Days and moments, of the years 1 to 9999: those that ISO 8601 and PostgreSQL both have. */
import { z } from "zod";

/** A point in time: ISO 8601 in UTC on the wire, a `Date` in the code. */
export const Timestamp = z
  .codec(z.iso.datetime({ offset: true }), z.date().min(new Date("0001-01-01T00:00:00Z")), {
    decode: (text) => new Date(text),
    encode: (date) => date.toISOString(),
  })
  .meta({ description: "A point in time, ISO 8601 in UTC", examples: ["2026-01-31T09:30:00.000Z"] });

/** A day, the same in all time zones. */
export const CalendarDate = z.iso
  .date()
  .refine((day) => !day.startsWith("0000"), "there is no year 0")
  .meta({ description: "A day, ISO 8601", examples: ["2026-01-31"] });
