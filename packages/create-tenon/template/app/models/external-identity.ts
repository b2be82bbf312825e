/** The table of who people are at an outside OpenID Connect provider: each identity belongs to one account. */
import { index, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { moment } from "./columns.ts";
import { users } from "./user.ts";

/** The name of its primary key; a violation is recognised by it. */
export const identityIsUnique = "external_identities_pkey";

export const externalIdentities = pgTable(
  "external_identities",
  {
    issuer: text().notNull(),
    /** Unique and never used again within the issuer (OpenID Connect Core 1.0, 5.7); an e-mail is neither. */
    subject: text().notNull(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    createdAt: moment("created_at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ name: identityIsUnique, columns: [table.issuer, table.subject] }),
    index("external_identities_user_id_idx").on(table.userId),
  ],
);
