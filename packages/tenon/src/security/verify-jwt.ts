/**
 * The verification of a token (RFC 7519, 7.2; RFC 8725): what costs nothing first, then the signature with the algorithm that
 * the key is pinned to, then what it says.
 */
import { base64url, type CryptoKey, errors, type JWTPayload, jwtVerify } from "jose";
import type { Contract } from "../contract/contract.ts";
import { InvalidTokenError, type TokenFault } from "./invalid-token-error.ts";
import { hasRepeatedName } from "./repeated-name.ts";
import type { TokenRules } from "./token-rules.ts";
import { tokenScopes } from "./token-scopes.ts";

/** A token that is accepted. */
export interface VerifiedJwt<Claims> {
  /** What it says, as the schema of the claims gives it. */
  readonly claims: Claims;
  /** The scopes it grants, of its `scope` or `scp` claim. */
  readonly scopes: readonly string[];
}

/** Verifies tokens of one kind. */
export interface JwtVerifier<Claims> {
  /**
   * @param token the token, without the word `Bearer`
   * @throws {InvalidTokenError} when it is not accepted: a 401 that says no more than that
   */
  verify(token: string): Promise<VerifiedJwt<Claims>>;
}

/** What a header is read for. Nothing else of it is followed: no `jwk`, no `jku`, no `x5c`, no `x5u`. */
export interface TokenHeader {
  readonly alg: unknown;
  readonly kid: string | undefined;
}

/** A key and the one algorithm it is used with. */
export interface PinnedKey {
  readonly alg: string;
  readonly verifying: CryptoKey;
}

/**
 * Verifies a token.
 * @param keyFor the key for a header; throws InvalidTokenError where there is none
 */
export async function verifyJwt(
  token: string,
  rules: TokenRules,
  keyFor: (header: TokenHeader) => PinnedKey | Promise<PinnedKey>,
): Promise<VerifiedJwt<unknown>> {
  if (token.length > rules.maxLength)
    throw new InvalidTokenError("too_long", `It has more than ${rules.maxLength} characters`);
  const parts = token.split(".");
  const key = await keyFor(readHeader(parts));
  const payload = await verifyPayload(token, key, rules);
  if (hasRepeatedName(textOf(parts[1]), payload))
    throw new InvalidTokenError("repeated_name", "A claim stands there twice");
  return { claims: await readClaims(rules.claims, payload), scopes: tokenScopes(payload) };
}

function readHeader(parts: readonly string[]): TokenHeader {
  if (parts.length !== 3) throw new InvalidTokenError("malformed", "It is not three parts with dots between");
  const text = textOf(parts[0]);
  const header = parsedObject(text);
  if (hasRepeatedName(text, header))
    throw new InvalidTokenError("repeated_name", "A header parameter stands there twice");
  const { alg, kid, crit } = header;
  // No extension is understood here, and what is critical and not understood is refused (RFC 7515, 4.1.11).
  if (crit !== undefined) throw new InvalidTokenError("critical_header", "It has critical header parameters");
  if (kid !== undefined && typeof kid !== "string")
    throw new InvalidTokenError("malformed", "Its kid is no text");
  return { alg, kid };
}

async function verifyPayload(
  token: string,
  { alg, verifying }: PinnedKey,
  rules: TokenRules,
): Promise<JWTPayload> {
  const { typ, issuer, audience, clockTolerance } = rules;
  try {
    const { payload } = await jwtVerify(token, verifying, {
      algorithms: [alg],
      issuer,
      audience,
      clockTolerance,
      requiredClaims: ["exp"],
      ...(typ === undefined ? {} : { typ }),
    });
    return payload;
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error;
    throw new InvalidTokenError(faultOf(error), error);
  }
}

async function readClaims(claims: Contract, payload: JWTPayload): Promise<unknown> {
  const result = await claims.decode(payload);
  if (result.issues === undefined) return result.value;
  const faults = claims.faults(result.issues, [], payload, false);
  throw new InvalidTokenError(
    "claims",
    faults.map(({ loc, type }) => `${loc.join(".")}: ${type}`).join(", "),
  );
}

const claimFaults: Readonly<Record<string, TokenFault>> = {
  typ: "typ",
  iss: "iss",
  aud: "aud",
  nbf: "not_yet_valid",
};

function faultOf(error: errors.JOSEError): TokenFault {
  if (error instanceof errors.JWTExpired) return "expired";
  if (error instanceof errors.JWTClaimValidationFailed) {
    return error.reason === "invalid" ? "claims" : (claimFaults[error.claim] ?? "claims");
  }
  if (error instanceof errors.JOSEAlgNotAllowed) return "algorithm";
  if (error instanceof errors.JWSSignatureVerificationFailed) return "signature";
  return "malformed";
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

function textOf(part: string | undefined): string {
  try {
    return utf8.decode(base64url.decode(part ?? ""));
  } catch {
    throw new InvalidTokenError("malformed", "A part of it is no text in base64url");
  }
}

function parsedObject(json: string): Readonly<Record<string, unknown>> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    throw new InvalidTokenError("malformed", "Its header is no JSON");
  }
  if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) return { ...parsed };
  throw new InvalidTokenError("malformed", "Its header is no JSON object");
}
