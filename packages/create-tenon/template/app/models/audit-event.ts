/** The table of security events. It refers to users without a foreign key: it outlives them. */
import { index, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { id, moment } from "./columns.ts";

export const auditEvents = pgTable(
  "audit_events",
  {
    id: id(),
    at: moment("at").notNull().defaultNow(),
    event: text().notNull(),
    /** Whose account it is about; null when there is none. */
    userId: uuid("user_id"),
    /** Who did it, when that was somebody else. */
    actorId: uuid("actor_id"),
    address: text(),
    userAgent: text("user_agent"),
    details: jsonb().$type<Readonly<Record<string, unknown>>>().notNull().default({}),
  },
  (table) => [index("audit_events_user_id_idx").on(table.userId)],
);

/** A row as it is stored. */
export type AuditEventRow = typeof auditEvents.$inferSelect;
