/** Access tokens: short-lived JWTs in the profile of RFC 9068, signed and checked with the service's own keys. */
import { dependency } from "tenon";
import { type JwtKeys, jwtSigner, jwtVerifier } from "tenon/security";
import { z } from "zod";
import { clientId } from "./client.ts";
import { settings } from "./settings.ts";
import { signingKeys } from "./signing-keys.ts";

/** What an access token says. */
export interface AccessClaims {
  /** The user's id. */
  readonly subject: string;
  /** The login session that it belongs to: when that ends, the token does. */
  readonly sessionId: string;
  readonly scopes: readonly string[];
}

/** A token just made. */
export interface IssuedToken {
  readonly token: string;
  readonly expiresInSeconds: number;
}

/** How tokens are made. */
export interface TokenOptions {
  readonly keys: JwtKeys;
  /** Who issues the tokens, and for whom: the service for itself. */
  readonly issuer: string;
  readonly lifetimeSeconds: number;
}

/** Issues and verifies access tokens. */
export interface AccessTokens {
  issue(claims: AccessClaims): Promise<IssuedToken>;
  /** @throws {InvalidTokenError} the 401 of a token that is not accepted, whatever the reason */
  verify(token: string): Promise<AccessClaims & { readonly id: string }>;
}

/** RFC 9068, 2.2; `sid` is the login session, in the word of OpenID Connect. */
const Claims = z.object({
  sub: z.uuid(),
  sid: z.uuid(),
  client_id: z.literal(clientId),
  jti: z.string(),
  iat: z.int(),
  scope: z.string(),
});

/** Makes the tokens of these keys. */
export function openAccessTokens({ keys, issuer, lifetimeSeconds }: TokenOptions): AccessTokens {
  const profile = { keys, typ: "at+jwt", issuer, audience: issuer, claims: Claims };
  const signer = jwtSigner({ ...profile, lifetimeSeconds });
  const verifier = jwtVerifier(profile);
  return {
    async issue({ subject, sessionId, scopes }) {
      const claims = { sub: subject, sid: sessionId, client_id: clientId, scope: scopes.join(" ") } as const;
      return { token: await signer.sign(claims), expiresInSeconds: signer.lifetimeSeconds };
    },
    async verify(token) {
      const { claims, scopes } = await verifier.verify(token);
      return { subject: claims.sub, sessionId: claims.sid, scopes, id: claims.jti };
    },
  };
}

/** The tokens of the service. */
export const accessTokens = dependency(
  { scope: "app", name: "accessTokens", depends: { settings, keys: signingKeys } },
  ({ settings, keys }) =>
    openAccessTokens({
      keys,
      issuer: settings.publicUrl,
      lifetimeSeconds: settings.accessTokenMinutes * 60,
    }),
);
