/** The `users` table. Rows stay in the service layer: they carry the password's hash. */
import { sql } from "drizzle-orm";
import { boolean, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { caseFolded } from "../db/case-folded.ts";
import { id, moment } from "./columns.ts";

/** Names of the constraints that rules are built on; a violation is recognised by them. */
export const usernameIsUnique = "users_username_key";
export const verifiedEmailIsUnique = "users_verified_email_key";

export const users = pgTable(
  "users",
  {
    id: id(),
    username: text().notNull(),
    email: text().notNull(),
    emailVerifiedAt: moment("email_verified_at"),
    /** Null where an account was made by an outside provider's word and its owner has set no password. */
    passwordHash: text("password_hash"),
    roles: text().array().notNull().default(sql`'{}'`),
    isActive: boolean("is_active").notNull().default(true),
    createdAt: moment("created_at").notNull().defaultNow(),
    updatedAt: moment("updated_at")
      .notNull()
      .defaultNow()
      .$onUpdate(() => new Date()),
  },
  (table) => [
    uniqueIndex(usernameIsUnique).on(caseFolded(table.username)),
    // Anybody can type anybody's e-mail: it belongs to an account only when its owner has answered.
    uniqueIndex(verifiedEmailIsUnique)
      .on(caseFolded(table.email))
      .where(sql`${table.emailVerifiedAt} is not null`),
  ],
);

/** A row as it is stored. */
export type UserRow = typeof users.$inferSelect;
