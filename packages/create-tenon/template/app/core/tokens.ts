/** Access tokens: short-lived JWTs in the profile of RFC 9068, signed and checked with one pinned algorithm. */
import { dependency } from "tenon";
import { type JwtKey, jwtKeys, jwtSigner, jwtVerifier } from "tenon/security";
import { z } from "zod";
import { deriveKey, loadSecretKey } from "./secret-key.ts";
import { settings } from "./settings.ts";

/** What an access token says. */
export interface AccessClaims {
  /** The user's id. */
  readonly subject: string;
  readonly scopes: readonly string[];
  /** Unique to this token. */
  readonly id: string;
}

/** A token just made. */
export interface IssuedToken {
  readonly token: string;
  readonly expiresInSeconds: number;
  readonly scopes: readonly string[];
}

/** How tokens are made. */
export interface TokenOptions {
  readonly key: JwtKey;
  /** Who issues the tokens, and for whom: the service for itself. */
  readonly issuer: string;
  readonly lifetimeSeconds: number;
}

/** Issues and verifies access tokens. */
export interface AccessTokens {
  /** Makes a token for a user, with the scopes granted. */
  issue(subject: string, scopes: readonly string[]): Promise<IssuedToken>;
  /** @throws {InvalidTokenError} the 401 of a token that is not accepted, whatever the reason */
  verify(token: string): Promise<AccessClaims>;
}

const Claims = z.object({ sub: z.string(), jti: z.string(), iat: z.int(), scope: z.string() });

/** Makes the tokens of a key. */
export async function openAccessTokens({
  key,
  issuer,
  lifetimeSeconds,
}: TokenOptions): Promise<AccessTokens> {
  const keys = await jwtKeys({ current: key });
  const profile = { keys, typ: "at+jwt", issuer, audience: issuer, claims: Claims };
  const signer = jwtSigner({ ...profile, lifetimeSeconds });
  const verifier = jwtVerifier(profile);
  return {
    async issue(subject, scopes) {
      const token = await signer.sign({ sub: subject, scope: scopes.join(" ") });
      return { token, expiresInSeconds: signer.lifetimeSeconds, scopes };
    },
    async verify(token) {
      const { claims, scopes } = await verifier.verify(token);
      return { subject: claims.sub, id: claims.jti, scopes };
    },
  };
}

/** The tokens of the service. */
export const accessTokens = dependency(
  { scope: "app", name: "accessTokens", depends: { settings } },
  async ({ settings }) => {
    const secret = await loadSecretKey(settings);
    return openAccessTokens({
      key: { alg: "HS256", key: deriveKey(secret, "access tokens") },
      issuer: settings.publicUrl,
      lifetimeSeconds: settings.accessTokenMinutes * 60,
    });
  },
);
