/** Comparing without regard to case, the same in every database whatever its locale. */
import { type SQL, sql } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";

/** `lower()` by the "C" collation: in a Turkish locale `lower('I')` is not `i`, and two `ADMIN`s could live side by side. */
export function caseFolded(value: AnyPgColumn | string): SQL<string> {
  return typeof value === "string"
    ? sql`lower(${value}::text collate "C")`
    : sql`lower(${value} collate "C")`;
}
