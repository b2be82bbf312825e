/** Columns that several tables have. */
import { timestamp, uuid } from "drizzle-orm/pg-core";
import { uuidv7 } from "../core/uuid.ts";

/** The primary key: it begins with the time, so that newer rows sort behind older ones. */
export function id() {
  return uuid()
    .primaryKey()
    .$defaultFn(() => uuidv7());
}

/** A point in time, to the millisecond that a `Date` can hold, so that what is read equals what was written. */
export function moment(name: string) {
  return timestamp(name, { withTimezone: true, precision: 3, mode: "date" });
}
