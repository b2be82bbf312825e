/** Users, and who follows whom. Rows stay in the service layer: they carry the password's hash. */
import { integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";

/** Names of the constraints that rules are built on; a violation is recognised by them. */
export const usernameIsUnique = "users_username_unique";
export const emailIsUnique = "users_email_unique";

export const users = pgTable("users", {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  username: text().notNull().unique(usernameIsUnique),
  email: text().notNull().unique(emailIsUnique),
  passwordHash: text("password_hash").notNull(),
  bio: text(),
  image: text(),
});

export const follows = pgTable(
  "follows",
  {
    followerId: integer("follower_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    followedId: integer("followed_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
  },
  (table) => [primaryKey({ columns: [table.followerId, table.followedId] })],
);

/** A row as it is stored. */
export type UserRow = typeof users.$inferSelect;
