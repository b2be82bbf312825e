/** The table of links sent by mail: each proves, once and for a while, that its reader has a mailbox. */
import { index, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { moment } from "./columns.ts";
import { users } from "./user.ts";

export const mailLinks = pgTable(
  "mail_links",
  {
    /** The secret itself is in the mail only. */
    hash: text().primaryKey(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    purpose: text().$type<"verify_email" | "reset_password">().notNull(),
    /** The address that it was sent to. */
    email: text().notNull(),
    createdAt: moment("created_at").notNull().defaultNow(),
    expiresAt: moment("expires_at").notNull(),
  },
  (table) => [index("mail_links_user_id_idx").on(table.userId)],
);

/** A row as it is stored. */
export type MailLinkRow = typeof mailLinks.$inferSelect;
