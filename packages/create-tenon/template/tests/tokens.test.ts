import { decodeJwt, decodeProtectedHeader, SignJWT, UnsecuredJWT } from "jose";
import { afterEach, describe, expect, test, vi } from "vitest";
import { AccessTokens, TokenError, type TokenOptions } from "../app/core/tokens.ts";

const options: TokenOptions = {
  key: new Uint8Array(32).fill(7),
  issuer: "https://api.example.com",
  lifetimeSeconds: 900,
};
const tokens = new AccessTokens(options);

afterEach(() => void vi.useRealTimers());

async function reasonOf(token: string): Promise<string> {
  return tokens.verify(token).then(
    () => "accepted",
    (error: unknown) => (error instanceof TokenError ? error.reason : String(error)),
  );
}

/** A token of the service with one thing changed. */
function forged(changes: { header?: object; claims?: object; key?: Uint8Array }): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: options.issuer,
    aud: options.issuer,
    sub: "u",
    jti: "j",
    iat: now,
    exp: now + 60,
    scope: "",
  };
  return new SignJWT({ ...claims, ...changes.claims })
    .setProtectedHeader({ alg: "HS256", typ: "at+jwt", ...changes.header })
    .sign(changes.key ?? options.key);
}

describe("access tokens", () => {
  test("say who, what, for whom and until when", async () => {
    const { token, expiresInSeconds } = await tokens.issue("user-1", ["users:read", "users:write"]);
    expect(decodeProtectedHeader(token)).toEqual({ alg: "HS256", typ: "at+jwt" });
    const claims = decodeJwt(token);
    expect(claims).toMatchObject({
      iss: options.issuer,
      aud: options.issuer,
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

  test("that are expired and foreign too are only invalid", async () => {
    const claims = { exp: 1 };
    expect(await reasonOf(await forged({ claims }))).toBe("expired");
    expect(await reasonOf(await forged({ claims, key: new Uint8Array(32) }))).toBe("invalid");
  });

  test("a token like ours passes the checks of this test", async () => {
    expect(await reasonOf(await forged({}))).toBe("accepted");
  });

  test.each<[string, Parameters<typeof forged>[0]]>([
    ["signed by another key", { key: new Uint8Array(32).fill(8) }],
    ["of another algorithm", { header: { alg: "HS512" }, key: new Uint8Array(64).fill(7) }],
    ["of another type", { header: { typ: "JWT" } }],
    ["of another issuer", { claims: { iss: "https://evil.example" } }],
    ["for another audience", { claims: { aud: "https://other.example" } }],
    ["not valid yet", { claims: { nbf: Math.floor(Date.now() / 1000) + 3600 } }],
    ["without a subject", { claims: { sub: undefined } }],
    ["without an end", { claims: { exp: undefined } }],
    ["without scopes", { claims: { scope: undefined } }],
  ])("%s is invalid", async (_, changes) => {
    expect(await reasonOf(await forged(changes))).toBe("invalid");
  });

  test("unsigned, cut and garbled ones are invalid", async () => {
    const { token } = await tokens.issue("u", []);
    const unsigned = new UnsecuredJWT({ scope: "users:write" })
      .setSubject("u")
      .setIssuer(options.issuer)
      .encode();
    for (const bad of [unsigned, token.slice(0, -4), `${token}x`, "", "a.b.c", "💥"]) {
      expect(await reasonOf(bad)).toBe("invalid");
    }
  });
});
