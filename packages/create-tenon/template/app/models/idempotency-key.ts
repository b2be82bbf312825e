/** The table of idempotency keys: what was answered to a write, so that its repetition gets the same answer and does nothing. */
import { index, integer, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { moment } from "./columns.ts";
import { users } from "./user.ts";

export const idempotencyKeys = pgTable(
  "idempotency_keys",
  {
    /** Keys are the caller's own: nobody meets somebody else's. */
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** The operation's name, `v1.users.create`. */
    operation: text().notNull(),
    key: text().notNull(),
    /** A digest of the request: another one under the same key is a mistake. */
    fingerprint: text().notNull(),
    status: integer().notNull(),
    /** Name, value, name, value, ... */
    headers: jsonb().$type<readonly string[]>().notNull(),
    body: text(),
    createdAt: moment("created_at").notNull().defaultNow(),
    expiresAt: moment("expires_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.userId, table.operation, table.key] }),
    index("idempotency_keys_expires_at_idx").on(table.expiresAt),
  ],
);

/** A row as it is stored. */
export type IdempotencyKeyRow = typeof idempotencyKeys.$inferSelect;
