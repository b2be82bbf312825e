/** The tables of sign-ins: a login session, and the refresh tokens that follow one another in it. */
import { sql } from "drizzle-orm";
import { index, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { id, moment } from "./columns.ts";
import { users } from "./user.ts";

/** One sign-in on one device. All tokens that come from it live as long as it does: it is their family. */
export const loginSessions = pgTable(
  "login_sessions",
  {
    id: id(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** What was granted at sign-in; a refresh may ask for less, never for more. */
    scopes: text().array().notNull().default(sql`'{}'`),
    address: text(),
    userAgent: text("user_agent"),
    createdAt: moment("created_at").notNull().defaultNow(),
    lastUsedAt: moment("last_used_at").notNull().defaultNow(),
    expiresAt: moment("expires_at").notNull(),
    endedAt: moment("ended_at"),
  },
  (table) => [index("login_sessions_user_id_idx").on(table.userId)],
);

/** Refresh tokens by their hash: who reads the table can use none of them. */
export const refreshTokens = pgTable(
  "refresh_tokens",
  {
    hash: text().primaryKey(),
    sessionId: uuid("session_id")
      .notNull()
      .references(() => loginSessions.id, { onDelete: "cascade" }),
    createdAt: moment("created_at").notNull().defaultNow(),
    expiresAt: moment("expires_at").notNull(),
    /** Kept after its use: that is how a second use is recognised. */
    usedAt: moment("used_at"),
  },
  (table) => [index("refresh_tokens_session_id_idx").on(table.sessionId)],
);

/** A row as it is stored. */
export type LoginSessionRow = typeof loginSessions.$inferSelect;
