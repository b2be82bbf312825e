/** The verifier of tokens whose keys a service has itself. */
import type { OutputOf, Schema } from "../contract/schema.ts";
import { InvalidTokenError } from "./invalid-token-error.ts";
import type { JwtVerificationKeys } from "./jwt-keys.ts";
import { type JwtProfile, type TokenTolerance, tokenRules } from "./token-rules.ts";
import { type JwtVerifier, type VerifiedJwt, verifyJwt } from "./verify-jwt.ts";

/** Options of `jwtVerifier`. `clockToleranceSeconds` is 0 by default. */
export interface JwtVerifierOptions<Claims extends Schema> extends JwtProfile<Claims>, TokenTolerance {
  /** The keys of `jwtKeys` or `jwtVerificationKeys`. */
  readonly keys: JwtVerificationKeys;
}

/**
 * Verifies tokens. Refused are: one without an `exp`, expired or not yet valid (`nbf`), of another `typ`, `iss` or `aud`, of
 * another algorithm than its key's, with critical header parameters or a name that stands there twice, too long, and one
 * whose claims do not fit the schema. Keys or addresses in its header are not looked at.
 *
 * @throws {StartError} when `typ`, `issuer` or `audience` is missing
 * @example
 * const verifier = jwtVerifier({
 *   keys, typ: "at+jwt", issuer: "https://api.example.org", audience: "https://api.example.org",
 *   claims: z.object({ sub: z.string(), jti: z.string() }),
 * });
 * const { claims, scopes } = await verifier.verify(token);
 */
export function jwtVerifier<Claims extends Schema>(
  options: JwtVerifierOptions<Claims>,
): JwtVerifier<OutputOf<Claims>> {
  const rules = tokenRules(options, "jwtVerifier", 0);
  const { keys } = options;
  const keyFor = ({ kid }: { readonly kid: string | undefined }) => {
    const key = keys.find(kid);
    if (key === undefined) throw new InvalidTokenError("unknown_key", "No key has its kid");
    return key;
  };
  return {
    verify: (token) => verifyJwt(token, rules, keyFor) as Promise<VerifiedJwt<OutputOf<Claims>>>,
  };
}
