/** A scheme and a verifier together: the dependency of an operation that takes a token. */
import { securityScopes } from "../depends/built-ins.ts";
import { type Dependency, dependency } from "../depends/dependency.ts";
import type { Need } from "../depends/need.ts";
import type { SecurityScopes } from "../depends/scheme.ts";
import { requireScopes } from "./token-scopes.ts";
import type { JwtVerifier, VerifiedJwt } from "./verify-jwt.ts";

/**
 * The verified token of a request: 401 without one or with one that is refused, 403 when it lacks a scope that `secured`
 * asks for. The scheme stands in the document.
 *
 * @param scheme reads the token: `oauth2PasswordBearer`, `openIdConnect`, `httpBearer`
 * @param verifier an app-scoped dependency that gives what `jwtVerifier` or `openIdConnectVerifier` made
 * @example
 * const caller = verifiedToken(oauth2, verifier);
 * get("/reports", { depends: { caller: secured(caller, "reports:read") } }, ({ caller }) => caller.claims.sub);
 */
export function verifiedToken<Claims, Errors, Scopes extends string>(
  scheme: Need<string, "http", Errors, Scopes>,
  verifier: Need<JwtVerifier<Claims>, "app", Errors>,
): Dependency<VerifiedJwt<Claims>, "http", Errors, Scopes> {
  const verify = async ({ token, verifier, required }: Received<Claims>): Promise<VerifiedJwt<Claims>> => {
    const verified = await verifier.verify(token);
    requireScopes(verified.scopes, required);
    return verified;
  };
  return dependency(
    { name: "verifiedToken", depends: { token: scheme, verifier, required: securityScopes } },
    verify as never,
  ) as Dependency<VerifiedJwt<Claims>, "http", Errors, Scopes>;
}

interface Received<Claims> {
  readonly token: string;
  readonly verifier: JwtVerifier<Claims>;
  readonly required: SecurityScopes;
}
