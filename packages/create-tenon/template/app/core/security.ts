/** Who is calling, and what they may do. */
import { dependency, securityScopes } from "tenon";
import { invalidToken, oauth2PasswordBearer, requireScopes } from "tenon/security";
import { dbSession } from "../db/session.ts";
import { type User, userService } from "../services/user-service.ts";
import { scopes, scopesOf } from "./roles.ts";
import { accessTokens } from "./tokens.ts";

/** The bearer token of a request; the docs page signs in with it. The password flow is for our own clients only. */
export const oauth2 = oauth2PasswordBearer({ tokenUrl: "/api/v1/auth/token", scopes });

/**
 * The scopes to put into a token: of those asked for, the ones that the user's roles allow; all of these when nothing is
 * asked for (RFC 6749, section 3.3, leaves it to the server).
 *
 * @param requested the `scope` parameter of the token request: words separated by spaces
 */
export function grantedScopes(user: User, requested: readonly string[]): string[] {
  const allowed: readonly string[] = scopesOf(user.roles);
  return requested.length === 0 ? [...allowed] : allowed.filter((it) => requested.includes(it));
}

/**
 * The signed-in, active user, who holds every scope that the operation asks for: 401 without a good token, 403 without a
 * scope. Roles and activity are read anew in each request, so that taking one away works at once.
 */
export const currentUser = dependency(
  {
    name: "currentUser",
    depends: {
      token: oauth2,
      tokens: accessTokens,
      required: securityScopes,
      users: userService,
      session: dbSession,
    },
  },
  async ({ token, tokens, required, users, session }): Promise<User> => {
    const claims = await tokens.verify(token);
    const user = await users.find(claims.subject);
    // Reading the body comes next, at the caller's pace: not with a transaction open.
    await session.release();
    if (!user?.isActive) throw invalidToken("The account of this token cannot be used");

    const held = scopesOf(user.roles).filter((it) => claims.scopes.includes(it));
    requireScopes(held, required);
    return user;
  },
);
