/**
 * Refresh tokens: opaque, kept as hashes, each good for one use, which gives the next. Who uses one a second time has copied
 * it or was copied from; nobody can tell which, so the whole session ends (RFC 9700, 4.14.2).
 */
import { and, eq, isNull } from "drizzle-orm";
import { dependency } from "tenon";
import { OAuth2Error } from "tenon/security";
import { LoginSessionNotFound } from "../core/errors.ts";
import { hashOpaqueToken, newOpaqueToken } from "../core/opaque-token.ts";
import type { Origin } from "../core/origin.ts";
import { settings } from "../core/settings.ts";
import { dbSession, type Session } from "../db/session.ts";
import { loginSessions as sessionTable, refreshTokens as table } from "../models/login-session.ts";
import { users } from "../models/user.ts";
import { type AuditTrail, auditTrail } from "./audit-trail.ts";
import { type LoginSession, type LoginSessions, loginSessions } from "./login-sessions.ts";
import { type User, withoutHash } from "./user.ts";

/** What a refresh token stands for, and the token that takes its place. */
export interface Rotated {
  readonly user: User;
  readonly login: LoginSession;
  readonly next: string;
}

const dayMilliseconds = 86_400_000;

/** Issues, rotates and looks up refresh tokens. */
export class RefreshTokens {
  readonly #session: Session;
  readonly #logins: LoginSessions;
  readonly #audit: AuditTrail;
  readonly #days: number;

  /** @param days how long one waits for its use */
  constructor(session: Session, logins: LoginSessions, audit: AuditTrail, days: number) {
    this.#session = session;
    this.#logins = logins;
    this.#audit = audit;
    this.#days = days;
  }

  /** The next token of a session. */
  async issue(sessionId: string): Promise<string> {
    const { token, hash } = newOpaqueToken();
    const expiresAt = new Date(Date.now() + this.#days * dayMilliseconds);
    await this.#session.orm.insert(table).values({ hash, sessionId, expiresAt });
    return token;
  }

  /**
   * Uses a token: it is spent, and the next one of its session is given.
   *
   * @param arrivedAt when the request came. One that came before another's rotation was committed has lost a race and gets
   * nothing; one that came later shows a token that was spent, and ends the session.
   * @throws {OAuth2Error} `invalid_grant`
   */
  async rotate(token: string, arrivedAt: Date, origin: Origin): Promise<Rotated> {
    const found = await this.#find(token);
    if (found === undefined) throw refused();
    const { hash, usedAt, expiresAt, login, user } = found;
    if (usedAt !== null && usedAt <= arrivedAt) {
      await this.#endFamily(login, origin);
      throw refused();
    }
    const now = new Date();
    const isAlive = login.endedAt === null && login.expiresAt > now && expiresAt > now && user.isActive;
    // The condition is the truth: of two requests that both found it unused, the second finds no row to change.
    if (!isAlive || !(await this.#spend(hash, now))) throw refused();
    const { address, userAgent } = origin;
    await this.#session.orm
      .update(sessionTable)
      .set({ lastUsedAt: now, address, userAgent })
      .where(eq(sessionTable.id, login.id));
    return { user, login, next: await this.issue(login.id) };
  }

  /** Whose session a token belongs to, spent or not. */
  async sessionOf(token: string): Promise<LoginSession | undefined> {
    return (await this.#find(token))?.login;
  }

  async #find(token: string) {
    const [row] = await this.#session.orm
      .select({ token: table, login: sessionTable, user: users })
      .from(table)
      .innerJoin(sessionTable, eq(sessionTable.id, table.sessionId))
      .innerJoin(users, eq(users.id, sessionTable.userId))
      .where(eq(table.hash, hashOpaqueToken(token)));
    return row && { ...row.token, login: row.login, user: withoutHash(row.user) };
  }

  async #spend(hash: string, usedAt: Date): Promise<boolean> {
    const spent = await this.#session.orm
      .update(table)
      .set({ usedAt })
      .where(and(eq(table.hash, hash), isNull(table.usedAt)))
      .returning({ hash: table.hash });
    return spent.length === 1;
  }

  /** Committed here: the answer is an error, and what an error rolls back would leave the thief signed in. */
  async #endFamily({ id, userId, endedAt }: LoginSession, origin: Origin): Promise<void> {
    await this.#audit.record("refresh_token_reused", origin, { userId, details: { session: id } });
    if (endedAt === null) await this.#logins.end({ id: userId }, id, origin).catch(ignoreEnded);
    await this.#session.release();
  }
}

/** One sentence for every reason: an unknown token, a spent one, a session that has ended, an account that is disabled. */
function refused(): OAuth2Error {
  return new OAuth2Error("invalid_grant", "The refresh token is not valid, or not any more");
}

/** It has ended meanwhile, which is what was wanted. */
function ignoreEnded(error: unknown): void {
  if (!(error instanceof LoginSessionNotFound)) throw error;
}

/** The refresh tokens, in the session of the request. */
export const refreshTokens = dependency(
  {
    name: "refreshTokens",
    depends: { session: dbSession, logins: loginSessions, audit: auditTrail, settings },
  },
  ({ session, logins, audit, settings }) =>
    new RefreshTokens(session, logins, audit, settings.refreshTokenDays),
);
