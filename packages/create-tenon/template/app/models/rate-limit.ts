/** The `rate_limits` table: counters of `tenon/rate-limit`, in the columns that its store expects. */
import { bigint, integer, pgTable, varchar } from "drizzle-orm/pg-core";

export const rateLimits = pgTable("rate_limits", {
  key: varchar({ length: 255 }).primaryKey(),
  points: integer().notNull().default(0),
  /** Milliseconds since 1970; an expired row counts from zero again, and is removed an hour later. */
  expire: bigint({ mode: "number" }),
});
