/** A user as everything outside of the service layer knows it. */
import type { UserRow } from "../models/user.ts";

/** The row without what only the service layer may see. */
export type User = Omit<UserRow, "passwordHash">;

/** Takes away what may not leave. */
export function withoutHash({ passwordHash: _, ...user }: UserRow): User {
  return user;
}
