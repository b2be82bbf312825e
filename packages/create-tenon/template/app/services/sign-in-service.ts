/** Signing in and out, as RFC 6749 and RFC 7009 have it. */
import { dependency } from "tenon";
import { InvalidTokenError, OAuth2Error } from "tenon/security";
import { type Origin, origin } from "../core/origin.ts";
import { scopesOf } from "../core/roles.ts";
import { type AccessTokens, accessTokens } from "../core/tokens.ts";
import { dbSession, type Session } from "../db/session.ts";
import { type AuditTrail, auditTrail } from "./audit-trail.ts";
import { type LoginSessions, loginSessions } from "./login-sessions.ts";
import { type RefreshTokens, refreshTokens } from "./refresh-tokens.ts";
import type { User } from "./user.ts";
import { type UserService, userService } from "./user-service.ts";

/** What a successful token request gives. */
export interface Grant {
  readonly accessToken: string;
  readonly expiresInSeconds: number;
  readonly refreshToken: string;
  readonly scopes: readonly string[];
}

/** What signing in is made of. */
export interface SignInParts {
  readonly session: Session;
  readonly users: UserService;
  readonly logins: LoginSessions;
  readonly refreshTokens: RefreshTokens;
  readonly accessTokens: AccessTokens;
  readonly audit: AuditTrail;
  readonly origin: Origin;
}

/** Gives, renews and takes back tokens. */
export class SignInService {
  readonly #parts: SignInParts;

  constructor(parts: SignInParts) {
    this.#parts = parts;
  }

  /**
   * Signs in by username or verified e-mail, and password.
   *
   * @param requested scopes asked for; all that the roles allow when there are none
   * @throws {OAuth2Error} `invalid_grant`, the same whatever is wrong, after the same work
   */
  async signIn(login: string, password: string, requested: readonly string[]): Promise<Grant> {
    const { users, audit, origin, session } = this.#parts;
    const { user, accountId } = await users.authenticate(login, password);
    if (user === undefined) {
      // Not the name that was typed: people type their password there.
      await audit.record("sign_in_failed", origin, { userId: accountId });
      // Kept, although the answer is an error.
      await session.release();
      throw new OAuth2Error("invalid_grant", "The username or the password is wrong");
    }
    return this.open(user, requested);
  }

  /**
   * Opens a session for a user who has proved, by whatever, who it is.
   *
   * @param details what the audit trail says of the way in
   */
  async open(
    user: User,
    requested: readonly string[],
    details: Readonly<Record<string, string>> = {},
  ): Promise<Grant> {
    const { logins, refreshTokens, audit, origin } = this.#parts;
    const scopes = grantedScopes(user, requested);
    const sessionId = await logins.open(user, scopes, origin);
    const refreshToken = await refreshTokens.issue(sessionId);
    await audit.record("sign_in_succeeded", origin, {
      userId: user.id,
      details: { ...details, session: sessionId },
    });
    return this.#grant(user, sessionId, scopes, refreshToken);
  }

  /**
   * Renews tokens (RFC 6749, section 6).
   *
   * @param requested fewer scopes than were granted, or none for all of them
   * @throws {OAuth2Error} `invalid_grant`, or `invalid_scope` for more than was granted
   */
  async refresh(token: string, requested: readonly string[], arrivedAt: Date): Promise<Grant> {
    const { user, login, next } = await this.#parts.refreshTokens.rotate(
      token,
      arrivedAt,
      this.#parts.origin,
    );
    if (!requested.every((scope) => login.scopes.includes(scope)))
      throw new OAuth2Error("invalid_scope", `Granted were: ${login.scopes.join(" ") || "none"}`);
    // As the roles are now: what was taken away does not come back by a refresh.
    const wanted = requested.length === 0 ? login.scopes : requested;
    const scopes = scopesOf(user.roles).filter((scope) => wanted.includes(scope));
    return this.#grant(user, login.id, scopes, next);
  }

  /** Ends the session that a token belongs to; a token that is unknown or over is no error (RFC 7009, 2.2). */
  async revoke(token: string): Promise<void> {
    const { refreshTokens, logins, origin } = this.#parts;
    const login = await refreshTokens.sessionOf(token);
    const found =
      login === undefined ? await this.#ofAccessToken(token) : { userId: login.userId, sessionId: login.id };
    if (found === undefined || (await logins.userOf(found.sessionId)) === undefined) return;
    await logins.end({ id: found.userId }, found.sessionId, origin);
  }

  async #ofAccessToken(token: string): Promise<{ userId: string; sessionId: string } | undefined> {
    try {
      const { subject, sessionId } = await this.#parts.accessTokens.verify(token);
      return { userId: subject, sessionId };
    } catch (error) {
      if (error instanceof InvalidTokenError) return undefined;
      throw error;
    }
  }

  async #grant(
    user: User,
    sessionId: string,
    scopes: readonly string[],
    refreshToken: string,
  ): Promise<Grant> {
    const { token, expiresInSeconds } = await this.#parts.accessTokens.issue({
      subject: user.id,
      sessionId,
      scopes,
    });
    return { accessToken: token, expiresInSeconds, refreshToken, scopes };
  }
}

/** Of the scopes asked for, those that the roles allow; all of these when nothing is asked for (RFC 6749, 3.3). */
export function grantedScopes(user: User, requested: readonly string[]): string[] {
  const allowed: readonly string[] = scopesOf(user.roles);
  return requested.length === 0 ? [...allowed] : allowed.filter((it) => requested.includes(it));
}

/** Signing in and out, in the session of the request. */
export const signInService = dependency(
  {
    name: "signInService",
    depends: {
      session: dbSession,
      users: userService,
      logins: loginSessions,
      refreshTokens,
      accessTokens,
      audit: auditTrail,
      origin,
    },
  },
  (parts) => new SignInService(parts),
);
