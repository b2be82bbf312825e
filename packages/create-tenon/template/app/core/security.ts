/** Who is calling, and what they may do. */
import { dependency, exchange, type SecurityScopes, securityScopes } from "tenon";
import { invalidToken, oauth2PasswordBearer, requireScopes } from "tenon/security";
import { dbSession, type Session } from "../db/session.ts";
import { type LoginSessions, loginSessions } from "../services/login-sessions.ts";
import type { Caller } from "./caller.ts";
import { scopes, scopesOf } from "./roles.ts";
import { type AccessTokens, accessTokens } from "./tokens.ts";

/** The bearer token of a request; the docs page signs in with it. The password flow is for our own client only. */
export const oauth2 = oauth2PasswordBearer({ tokenUrl: "/api/v1/auth/token", scopes });

/**
 * The signed-in caller, who holds every scope that the operation asks for: 401 without a good token, 403 without a scope.
 * The session, the account's state and its roles are read anew in each request, so that ending one works at once.
 */
export const caller = dependency(
  {
    name: "caller",
    depends: {
      token: oauth2,
      tokens: accessTokens,
      required: securityScopes,
      logins: loginSessions,
      session: dbSession,
      exchange,
    },
  },
  async ({ token, required, exchange, ...parts }) => {
    const caller = await callerOf(token, required, parts);
    // For the access log.
    exchange.principal = caller.user.id;
    return caller;
  },
);

/** What it takes to know whose a token is. */
export interface CallerParts {
  readonly tokens: AccessTokens;
  readonly logins: LoginSessions;
  readonly session: Session;
}

/**
 * Whose token this is, wherever it was found.
 *
 * @throws {HttpError} 401 for a token that is not good, or not any more; 403 without a scope
 */
export async function callerOf(
  token: string,
  required: SecurityScopes,
  { tokens, logins, session }: CallerParts,
): Promise<Caller> {
  const { subject, sessionId, scopes } = await tokens.verify(token);
  const user = await logins.userOf(sessionId);
  // Reading the body comes next, at the caller's pace: not with a transaction open.
  await session.release();
  if (user?.id !== subject) throw invalidToken("The session of this token has ended");

  const held = scopesOf(user.roles).filter((it) => scopes.includes(it));
  requireScopes(held, required);
  return { user, sessionId };
}

/** The signed-in user. */
export const currentUser = dependency(
  { name: "currentUser", depends: { caller } },
  ({ caller }) => caller.user,
);
