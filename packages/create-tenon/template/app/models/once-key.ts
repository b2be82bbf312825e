/** The table of effects that have happened: a row is in the transaction of the effect, and there is no second one. */
import { index, pgTable, text } from "drizzle-orm/pg-core";
import { moment } from "./columns.ts";

export const onceKeys = pgTable(
  "once_keys",
  {
    key: text().primaryKey(),
    createdAt: moment("created_at").notNull().defaultNow(),
  },
  (table) => [index("once_keys_created_at_idx").on(table.createdAt)],
);
