/** The scopes that a token grants, and the check of them against what an operation requires. */
import type { SecurityScopes } from "../depends/scheme.ts";
import { insufficientScope } from "./bearer.ts";

/**
 * The scopes of a token's claims: `scope`, words separated by spaces (RFC 9068, 2.2.3), or else `scp`, which some providers
 * write in its place, as a text or a list.
 * @example
 * tokenScopes({ scope: "users:read users:write" }); // ["users:read", "users:write"]
 */
export function tokenScopes(claims: Readonly<Record<string, unknown>>): readonly string[] {
  const written = claims.scope ?? claims.scp;
  const words = Array.isArray(written) ? written : typeof written === "string" ? written.split(" ") : [];
  return words.filter((word): word is string => typeof word === "string" && word !== "");
}

/**
 * Refuses a caller who lacks a scope: 403 with `error="insufficient_scope"` and all that it takes (RFC 6750, 3.1).
 *
 * @param granted what the caller has
 * @param required what the operation takes: the value of `securityScopes`
 * @throws {HttpError} 403
 * @example
 * requireScopes(verified.scopes, scopes);
 */
export function requireScopes(granted: readonly string[], required: SecurityScopes): void {
  if (!required.scopes.every((scope) => granted.includes(scope))) throw insufficientScope(required.text);
}
