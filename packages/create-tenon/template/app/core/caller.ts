/** Who is calling. */
import type { User } from "../services/user.ts";

/** A signed-in user, and the login session that the request belongs to. */
export interface Caller {
  readonly user: User;
  readonly sessionId: string;
}
