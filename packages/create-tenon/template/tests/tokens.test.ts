import { decodeJwt, decodeProtectedHeader, SignJWT, UnsecuredJWT } from "jose";
import { InvalidTokenError } from "tenon/security";
import { afterEach, describe, expect, test, vi } from "vitest";
import { openAccessTokens } from "../app/core/tokens.ts";

const secret = new Uint8Array(32).fill(7);
const issuer = "https://api.example.com";
const tokens = await openAccessTokens({ key: { alg: "HS256", key: secret }, issuer, lifetimeSeconds: 900 });

afterEach(() => void vi.useRealTimers());

async function reasonOf(token: string): Promise<string> {
  return tokens.verify(token).then(
    () => "accepted",
    (error: unknown) => (error instanceof InvalidTokenError ? error.fault : String(error)),
  );
}

/** A token of the service with one thing changed. */
function forged(changes: { header?: object; claims?: object; key?: Uint8Array }): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: issuer,
    aud: issuer,
    sub: "u",
    jti: "j",
    iat: now,
    exp: now + 60,
    scope: "",
  };
  return new SignJWT({ ...claims, ...changes.claims })
    .setProtectedHeader({ alg: "HS256", typ: "at+jwt", ...changes.header })
    .sign(changes.key ?? secret);
}

describe("access tokens", () => {
  test("say who, what, for whom and until when", async () => {
    const { token, expiresInSeconds } = await tokens.issue("user-1", ["users:read", "users:write"]);
    expect(decodeProtectedHeader(token)).toEqual({ alg: "HS256", typ: "at+jwt" });
    const claims = decodeJwt(token);
    expect(claims).toMatchObject({
      iss: issuer,
      aud: issuer,
      sub: "user-1",
      scope: "users:read users:write",
    });
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(expiresInSeconds);
    expect(await tokens.verify(token)).toEqual({
      subject: "user-1",
      scopes: ["users:read", "users:write"],
      id: claims.jti,
    });
  });

  test("without scopes have none", async () => {
    expect((await tokens.verify((await tokens.issue("u", [])).token)).scopes).toEqual([]);
  });

  test("expire, and that is told apart", async () => {
    vi.useFakeTimers();
    const { token } = await tokens.issue("u", []);
    vi.advanceTimersByTime(899_000);
    expect(await reasonOf(token)).toBe("accepted");
    vi.advanceTimersByTime(2_000);
    expect(await reasonOf(token)).toBe("expired");
  });

  test("that are expired and foreign too are foreign first", async () => {
    const claims = { exp: 1 };
    expect(await reasonOf(await forged({ claims }))).toBe("expired");
    expect(await reasonOf(await forged({ claims, key: new Uint8Array(32) }))).toBe("signature");
  });

  test("a token like ours passes the checks of this test", async () => {
    expect(await reasonOf(await forged({}))).toBe("accepted");
  });

  test.each<[string, string, Parameters<typeof forged>[0]]>([
    ["signed by another key", "signature", { key: new Uint8Array(32).fill(8) }],
    ["of another algorithm", "algorithm", { header: { alg: "HS512" }, key: new Uint8Array(64).fill(7) }],
    ["of another type", "typ", { header: { typ: "JWT" } }],
    ["of another issuer", "iss", { claims: { iss: "https://evil.example" } }],
    ["for another audience", "aud", { claims: { aud: "https://other.example" } }],
    ["not valid yet", "not_yet_valid", { claims: { nbf: Math.floor(Date.now() / 1000) + 3600 } }],
    ["without a subject", "claims", { claims: { sub: undefined } }],
    ["without an end", "claims", { claims: { exp: undefined } }],
    ["without scopes", "claims", { claims: { scope: undefined } }],
  ])("%s is refused: %s", async (_, fault, changes) => {
    expect(await reasonOf(await forged(changes))).toBe(fault);
  });

  test("unsigned, cut and garbled ones are refused", async () => {
    const { token } = await tokens.issue("u", []);
    const unsigned = new UnsecuredJWT({ scope: "users:write" }).setSubject("u").setIssuer(issuer).encode();
    for (const bad of [unsigned, token.slice(0, -4), `${token}x`, "", "a.b.c", "💥"]) {
      expect(await reasonOf(bad)).toMatch(/^(malformed|algorithm|signature)$/);
    }
  });
});
