import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { decodeJwt, decodeProtectedHeader, SignJWT, UnsecuredJWT } from "jose";
import { InvalidTokenError, jwtKeys } from "tenon/security";
import { afterEach, describe, expect, test, vi } from "vitest";
import { openAccessTokens } from "../app/core/tokens.ts";
import { uuidv7 } from "../app/core/uuid.ts";

const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const pemOf = (key: KeyObject) => key.export({ type: "pkcs8", format: "pem" }).toString();
const issuer = "https://api.example.com";
const keys = await jwtKeys({ current: { alg: "EdDSA", key: pemOf(privateKey) } });
const kid = keys.current.kid ?? "";
const tokens = openAccessTokens({ keys, issuer, lifetimeSeconds: 900 });
const claimed = { subject: uuidv7(), sessionId: uuidv7(), scopes: ["users:read", "users:write"] };

const foreign = generateKeyPairSync("ed25519").privateKey;

afterEach(() => void vi.useRealTimers());

async function reasonOf(token: string): Promise<string> {
  return tokens.verify(token).then(
    () => "accepted",
    (error: unknown) => (error instanceof InvalidTokenError ? error.fault : String(error)),
  );
}

/** A token of the service with one thing changed. */
function forged(changes: {
  header?: object;
  claims?: object;
  key?: Uint8Array | KeyObject;
}): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: issuer,
    aud: issuer,
    sub: claimed.subject,
    sid: claimed.sessionId,
    client_id: "first-party",
    jti: "j",
    iat: now,
    exp: now + 60,
    scope: "",
  };
  return new SignJWT({ ...claims, ...changes.claims })
    .setProtectedHeader({ alg: "EdDSA", typ: "at+jwt", kid, ...changes.header })
    .sign(changes.key ?? privateKey);
}

describe("access tokens", () => {
  test("say who, what, for which client, for whom and until when (RFC 9068)", async () => {
    const { token, expiresInSeconds } = await tokens.issue(claimed);
    expect(decodeProtectedHeader(token)).toEqual({ alg: "EdDSA", typ: "at+jwt", kid });
    const claims = decodeJwt(token);
    expect(claims).toEqual({
      iss: issuer,
      aud: issuer,
      sub: claimed.subject,
      sid: claimed.sessionId,
      client_id: "first-party",
      scope: "users:read users:write",
      jti: expect.any(String),
      iat: expect.any(Number),
      exp: (claims.iat ?? 0) + expiresInSeconds,
    });
    expect(await tokens.verify(token)).toEqual({ ...claimed, id: claims.jti });
    expect(decodeJwt((await tokens.issue(claimed)).token).jti).not.toBe(claims.jti);
  });

  test("without scopes have none", async () => {
    const { token } = await tokens.issue({ ...claimed, scopes: [] });
    expect((await tokens.verify(token)).scopes).toEqual([]);
  });

  test("of the key before verify while that one is among the others, and no longer", async () => {
    const { token } = await tokens.issue(claimed);
    const next = { alg: "EdDSA", key: pemOf(generateKeyPairSync("ed25519").privateKey) } as const;
    const before = { alg: "EdDSA", key: pemOf(privateKey) } as const;
    const open = async (previous: (typeof before)[]) =>
      openAccessTokens({ keys: await jwtKeys({ current: next, previous }), issuer, lifetimeSeconds: 900 });
    const rotated = await open([before]);
    expect((await rotated.verify(token)).subject).toBe(claimed.subject);
    expect(decodeProtectedHeader((await rotated.issue(claimed)).token).kid).not.toBe(kid);
    await expect((await open([])).verify(token)).rejects.toThrow(InvalidTokenError);
  });

  test("expire, and that is told apart", async () => {
    vi.useFakeTimers();
    const { token } = await tokens.issue(claimed);
    vi.advanceTimersByTime(899_000);
    expect(await reasonOf(token)).toBe("accepted");
    vi.advanceTimersByTime(2_000);
    expect(await reasonOf(token)).toBe("expired");
  });

  test("that are expired and foreign too are foreign first", async () => {
    const claims = { exp: 1 };
    expect(await reasonOf(await forged({ claims }))).toBe("expired");
    expect(await reasonOf(await forged({ claims, key: foreign }))).toBe("signature");
  });

  test("a token like ours passes the checks of this test", async () => {
    expect(await reasonOf(await forged({}))).toBe("accepted");
  });

  test.each<[string, string, Parameters<typeof forged>[0]]>([
    ["signed by another key", "signature", { key: foreign }],
    [
      "signed with the public key as a secret",
      "algorithm",
      { header: { alg: "HS256" }, key: publicKey.export({ type: "spki", format: "der" }) },
    ],
    ["of an unknown key", "unknown_key", { header: { kid: "other" } }],
    ["of another type", "typ", { header: { typ: "JWT" } }],
    ["of another issuer", "iss", { claims: { iss: "https://evil.example" } }],
    ["for another audience", "aud", { claims: { aud: "https://other.example" } }],
    ["not valid yet", "not_yet_valid", { claims: { nbf: Math.floor(Date.now() / 1000) + 3600 } }],
    ["of another client", "claims", { claims: { client_id: "other" } }],
    ["without a session", "claims", { claims: { sid: undefined } }],
    ["without a subject", "claims", { claims: { sub: undefined } }],
    ["without an end", "claims", { claims: { exp: undefined } }],
    ["without scopes", "claims", { claims: { scope: undefined } }],
  ])("%s is refused: %s", async (_, fault, changes) => {
    expect(await reasonOf(await forged(changes))).toBe(fault);
  });

  test("unsigned, cut and garbled ones are refused", async () => {
    const { token } = await tokens.issue(claimed);
    const unsigned = new UnsecuredJWT({ scope: "users:write" }).setSubject("u").setIssuer(issuer).encode();
    for (const bad of [unsigned, token.slice(0, -4), `${token}x`, "", "a.b.c", "💥"]) {
      expect(await reasonOf(bad)).toMatch(/^(malformed|algorithm|signature|unknown_key)$/);
    }
  });
});
