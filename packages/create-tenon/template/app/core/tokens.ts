/** Access tokens: short-lived JWTs in the profile of RFC 9068, signed and checked with one pinned algorithm. */
import { randomUUID } from "node:crypto";
import { errors, type JWTPayload, jwtVerify, SignJWT } from "jose";
import { dependency } from "tenon";
import { deriveKey, loadSecretKey } from "./secret-key.ts";
import { settings } from "./settings.ts";

const algorithm = "HS256";
const type = "at+jwt";

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

/** A token that is not accepted. Only "expired" is told apart: it is what a well-behaved client has to know. */
export class TokenError extends Error {
  override readonly name = "TokenError";
  readonly reason: "expired" | "invalid";

  constructor(reason: "expired" | "invalid") {
    super(reason === "expired" ? "The access token has expired" : "The access token is not valid");
    this.reason = reason;
  }
}

/** How tokens are made. */
export interface TokenOptions {
  readonly key: Uint8Array;
  /** Who issues the tokens, and for whom: the service for itself. */
  readonly issuer: string;
  readonly lifetimeSeconds: number;
}

/** Issues and verifies access tokens. */
export class AccessTokens {
  readonly #options: TokenOptions;

  constructor(options: TokenOptions) {
    this.#options = options;
  }

  /** Makes a token for a user, with the scopes granted. */
  async issue(subject: string, scopes: readonly string[]): Promise<IssuedToken> {
    const { key, issuer, lifetimeSeconds } = this.#options;
    const now = Math.floor(Date.now() / 1000);
    const token = await new SignJWT({ scope: scopes.join(" ") })
      .setProtectedHeader({ alg: algorithm, typ: type })
      .setIssuer(issuer)
      .setAudience(issuer)
      .setSubject(subject)
      .setJti(randomUUID())
      .setIssuedAt(now)
      .setExpirationTime(now + lifetimeSeconds)
      .sign(key);
    return { token, expiresInSeconds: lifetimeSeconds, scopes };
  }

  /**
   * Checks signature, algorithm, type, issuer, audience and time.
   *
   * @throws {TokenError}
   */
  async verify(token: string): Promise<AccessClaims> {
    const { key, issuer } = this.#options;
    try {
      const { payload } = await jwtVerify(token, key, {
        // Never the algorithm the token itself asks for.
        algorithms: [algorithm],
        typ: type,
        issuer,
        audience: issuer,
        requiredClaims: ["sub", "exp", "iat", "jti", "scope"],
      });
      return claimsOf(payload);
    } catch (error) {
      throw new TokenError(error instanceof errors.JWTExpired ? "expired" : "invalid");
    }
  }
}

function claimsOf({ sub, jti, scope }: JWTPayload): AccessClaims {
  if (typeof sub !== "string" || typeof jti !== "string" || typeof scope !== "string")
    throw new TokenError("invalid");
  return { subject: sub, id: jti, scopes: scope.split(" ").filter((it) => it !== "") };
}

/** The tokens of the service. */
export const accessTokens = dependency(
  { scope: "app", name: "accessTokens", depends: { settings } },
  async ({ settings }) => {
    const secret = await loadSecretKey(settings);
    return new AccessTokens({
      key: deriveKey(secret, "access tokens"),
      issuer: settings.publicUrl,
      lifetimeSeconds: settings.accessTokenMinutes * 60,
    });
  },
);
