/** The signer of a service's tokens. */
import { SignJWT } from "jose";
import type { InputOf, Schema } from "../contract/schema.ts";
import type { JwtKeys } from "./jwt-keys.ts";
import { checkedNumber, type JwtProfile, tokenRules } from "./token-rules.ts";

/** Options of `jwtSigner`. */
export interface JwtSignerOptions<Claims extends Schema> extends JwtProfile<Claims> {
  /** The keys of `jwtKeys`; the current one signs. */
  readonly keys: JwtKeys;
  /** How long a token lives, in seconds. */
  readonly lifetimeSeconds: number;
}

/** What the signer says itself. */
type OwnClaim = "iss" | "aud" | "iat" | "exp" | "nbf" | "jti";

/** The claims that a token is made with: those of the schema, on the wire side, without what the signer says itself. */
export type ClaimsToSign<Claims extends Schema> = {
  readonly [Name in keyof InputOf<Claims> as Name extends OwnClaim ? never : Name]: InputOf<Claims>[Name];
} & {
  /** The token's own name. Default: a random UUID. */
  readonly jti?: string;
};

/** Makes tokens of one kind. */
export interface JwtSigner<Claims extends Schema> {
  /** How long a token lives, in seconds: the `expires_in` of a token response. */
  readonly lifetimeSeconds: number;
  /**
   * Makes a token; `iss`, `aud`, `iat`, `exp` and `jti` are added.
   * @throws {TypeError} when the claims do not fit their schema: the token would be refused
   */
  sign(claims: ClaimsToSign<Claims>): Promise<string>;
}

/**
 * Makes tokens with the current key; their header says its `alg`, its `kid` and their `typ`.
 *
 * @throws {StartError} when `typ`, `issuer` or `audience` is missing, or the lifetime is less than a second
 * @example
 * const profile = { keys, typ: "at+jwt", issuer, audience: issuer, claims: z.object({ sub: z.string(), scope: z.string() }) };
 * const signer = jwtSigner({ ...profile, lifetimeSeconds: 900 });
 * const verifier = jwtVerifier(profile);
 * const token = await signer.sign({ sub: user.id, scope: "users:read" });
 */
export function jwtSigner<Claims extends Schema>(options: JwtSignerOptions<Claims>): JwtSigner<Claims> {
  const { typ, issuer, audience, keys } = options;
  const { claims: contract } = tokenRules(options, "jwtSigner", 0);
  const lifetimeSeconds = Math.floor(
    checkedNumber(options.lifetimeSeconds, "jwtSigner", "lifetimeSeconds", 1),
  );
  const { alg, kid, signing } = keys.current;
  const header = { alg, typ, ...(kid === undefined ? {} : { kid }) };
  return {
    lifetimeSeconds,
    async sign(claims) {
      const iat = Math.floor(Date.now() / 1000);
      const own = { iss: issuer, aud: audience, iat, exp: iat + lifetimeSeconds };
      const payload = { jti: crypto.randomUUID(), ...claims, ...own };
      const { issues } = await contract.decode(payload);
      if (issues !== undefined) {
        const faults = contract.faults(issues, [], payload, false);
        throw new TypeError(
          `sign(): the claims do not fit their schema: ${faults.map(({ loc, msg }) => `${loc.join(".")}: ${msg}`).join("; ")}`,
        );
      }
      return new SignJWT(payload as Record<string, unknown>).setProtectedHeader(header).sign(signing);
    },
  };
}
