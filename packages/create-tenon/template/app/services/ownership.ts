/** The one place that decides what belongs to whom: every query on something owned has this condition. */
import { eq, type SQL } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";
import type { User } from "./user.ts";

/** A table whose rows belong to users. */
export interface OwnedTable {
  readonly userId: AnyPgColumn;
}

/**
 * Rows of this owner. What belongs to somebody else is not found, so that a guessed id tells nothing.
 *
 * @example
 * where(and(eq(loginSessions.id, id), ownedBy(user, loginSessions)))
 */
export function ownedBy(owner: Pick<User, "id">, table: OwnedTable): SQL {
  return eq(table.userId, owner.id);
}
