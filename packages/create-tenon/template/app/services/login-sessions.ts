/** Login sessions: each sign-in on each device is one, and ends everything that came from it. */
import { and, desc, eq, gt, isNull, ne, type SQL } from "drizzle-orm";
import { dependency } from "tenon";
import { LoginSessionNotFound } from "../core/errors.ts";
import type { Origin } from "../core/origin.ts";
import { settings } from "../core/settings.ts";
import { dbSession, type Session } from "../db/session.ts";
import { type LoginSessionRow, loginSessions as table } from "../models/login-session.ts";
import { users } from "../models/user.ts";
import { type AuditTrail, auditTrail } from "./audit-trail.ts";
import { ownedBy } from "./ownership.ts";
import { type User, withoutHash } from "./user.ts";

/** A session as its owner sees it. */
export type LoginSession = LoginSessionRow;

const dayMilliseconds = 86_400_000;

/** Opens, finds, lists and ends login sessions. */
export class LoginSessions {
  readonly #session: Session;
  readonly #audit: AuditTrail;
  readonly #days: number;

  /** @param days how long a session lasts at most */
  constructor(session: Session, audit: AuditTrail, days: number) {
    this.#session = session;
    this.#audit = audit;
    this.#days = days;
  }

  /** Opens a session for a user who has just signed in. */
  async open(user: User, scopes: readonly string[], { address, userAgent }: Origin): Promise<string> {
    const expiresAt = new Date(Date.now() + this.#days * dayMilliseconds);
    const [row] = await this.#session.orm
      .insert(table)
      .values({ userId: user.id, scopes: [...scopes], address, userAgent, expiresAt })
      .returning({ id: table.id });
    if (row === undefined) throw new Error("A login session was inserted and not returned");
    return row.id;
  }

  /** The user of a session that is alive; nothing when it has ended, or the account cannot be used. */
  async userOf(sessionId: string): Promise<User | undefined> {
    const [row] = await this.#session.orm
      .select({ user: users })
      .from(table)
      .innerJoin(users, eq(users.id, table.userId))
      .where(and(eq(table.id, sessionId), isAlive(), eq(users.isActive, true)));
    return row && withoutHash(row.user);
  }

  /** The owner's sessions that are alive, the last used first. */
  async list(owner: User): Promise<LoginSession[]> {
    const { orm } = this.#session;
    return orm
      .select()
      .from(table)
      .where(and(ownedBy(owner, table), isAlive()))
      .orderBy(desc(table.lastUsedAt), desc(table.id));
  }

  /**
   * Ends one session of its owner, and with it all its tokens.
   *
   * @throws {LoginSessionNotFound} when it is somebody else's, or has ended
   */
  async end(owner: Pick<User, "id">, id: string, origin: Origin): Promise<void> {
    const ended = await this.#endWhere(and(eq(table.id, id), ownedBy(owner, table)));
    if (ended === 0) throw new LoginSessionNotFound();
    await this.#audit.record("session_ended", origin, { userId: owner.id, details: { session: id } });
  }

  /**
   * Ends all sessions of an account, but for one to keep.
   *
   * @param actorId who did it, when that was not the owner
   */
  async endAll(
    owner: Pick<User, "id">,
    origin: Origin,
    { except, actorId }: { readonly except?: string; readonly actorId?: string } = {},
  ): Promise<void> {
    const others = except === undefined ? undefined : ne(table.id, except);
    const ended = await this.#endWhere(and(ownedBy(owner, table), others));
    const by = actorId === undefined ? {} : { actorId };
    if (ended > 0)
      await this.#audit.record("sessions_ended", origin, { userId: owner.id, ...by, details: { ended } });
  }

  async #endWhere(condition: SQL | undefined): Promise<number> {
    const ended = await this.#session.orm
      .update(table)
      .set({ endedAt: new Date() })
      .where(and(condition, isAlive()))
      .returning({ id: table.id });
    return ended.length;
  }
}

/** Neither ended nor over. */
function isAlive(): SQL | undefined {
  return and(isNull(table.endedAt), gt(table.expiresAt, new Date()));
}

/** The login sessions, in the session of the request. */
export const loginSessions = dependency(
  { name: "loginSessions", depends: { session: dbSession, audit: auditTrail, settings } },
  ({ session, audit, settings }) => new LoginSessions(session, audit, settings.sessionDays),
);
