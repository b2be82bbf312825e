import fc from "fast-check";
import { base64url, decodeJwt, decodeProtectedHeader } from "jose";
import { expect, test } from "vitest";
import * as z from "zod";
import { StartError } from "../depends/start-error.ts";
import { InvalidTokenError } from "./invalid-token-error.ts";
import { jwtKeys } from "./jwt-keys.ts";
import { jwtSigner } from "./jwt-signer.ts";
import { jwtVerifier } from "./jwt-verifier.ts";

const keys = await jwtKeys({ current: { alg: "HS256", key: new Uint8Array(32).fill(3), kid: "k" } });
const scopes = z.codec(z.string(), z.array(z.string()), {
  decode: (text) => text.split(" "),
  encode: (words) => words.join(" "),
});
const profile = {
  keys,
  typ: "at+jwt",
  issuer: "https://id.example.org",
  audience: ["https://a.example.org", "https://b.example.org"],
  claims: z.object({ sub: z.string(), jti: z.string(), scope: scopes.optional() }),
};
const signer = jwtSigner({ ...profile, lifetimeSeconds: 900 });
const verifier = jwtVerifier(profile);

test("a token says what RFC 9068 asks for, and the schema decodes it", async () => {
  const token = await signer.sign({ sub: "ada", scope: "a b" });
  expect(decodeProtectedHeader(token)).toEqual({ alg: "HS256", typ: "at+jwt", kid: "k" });
  const { iat = 0, exp = 0, jti, ...rest } = decodeJwt(token);
  expect(rest).toEqual({ iss: profile.issuer, aud: profile.audience, sub: "ada", scope: "a b" });
  expect([exp - iat, signer.lifetimeSeconds]).toEqual([900, 900]);
  expect(await verifier.verify(token)).toEqual({
    claims: { sub: "ada", jti, scope: ["a", "b"] },
    scopes: ["a", "b"],
  });
});

test("each token has a name of its own, unless it is given one", async () => {
  const name = async (claims: { jti?: string }) =>
    decodeJwt(await signer.sign({ sub: "ada", ...claims })).jti;
  expect(await name({})).not.toBe(await name({}));
  expect(await name({ jti: "mine" })).toBe("mine");
});

test("of several audiences one is enough", async () => {
  const token = await signer.sign({ sub: "ada" });
  const ofOne = jwtVerifier({ ...profile, audience: "https://b.example.org" });
  const ofNone = jwtVerifier({ ...profile, audience: "https://c.example.org" });
  expect((await ofOne.verify(token)).claims.sub).toBe("ada");
  await expect(ofNone.verify(token)).rejects.toMatchObject({ fault: "aud", status: 401 });
});

test("the signer alone says who, for whom and until when", async () => {
  const claims = { sub: "ada", iss: "https://evil.example", aud: "*", exp: 9_999_999_999, iat: 0 };
  const { iss, aud, exp = 0, iat = 0 } = decodeJwt(await signer.sign(claims));
  expect([iss, aud, exp - iat]).toEqual([profile.issuer, profile.audience, 900]);
});

test("claims that would be refused are not signed", async () => {
  const wrong = { sub: 7 } as unknown as { sub: string };
  await expect(signer.sign(wrong)).rejects.toThrow(TypeError);
  await expect(signer.sign(wrong)).rejects.toThrow(/sign\(\): the claims do not fit their schema: sub: /);
});

test("claims are checked by schemas that wait, too", async () => {
  const claims = z.object({ sub: z.string().refine(async (sub) => sub !== "eve") });
  const waiting = jwtVerifier({ ...profile, claims });
  expect((await waiting.verify(await signer.sign({ sub: "ada" }))).claims).toEqual({ sub: "ada" });
  await expect(waiting.verify(await signer.sign({ sub: "eve" }))).rejects.toMatchObject({ fault: "claims" });
});

test("the limit of the length is to the character", async () => {
  const token = await signer.sign({ sub: "ada" });
  const { length } = token;
  expect((await jwtVerifier({ ...profile, maxLength: length }).verify(token)).claims.sub).toBe("ada");
  const shorter = jwtVerifier({ ...profile, maxLength: length - 1 });
  await expect(shorter.verify(token)).rejects.toMatchObject({ fault: "too_long" });
});

test.each<[string, object, RegExp]>([
  ["no typ", { typ: undefined }, /typ is undefined, and it is what tokens are checked against/],
  ["no issuer", { issuer: "" }, /issuer is empty/],
  ["no audience", { audience: undefined }, /audience is undefined/],
  ["an audience that is missing among others", { audience: ["a", undefined] }, /audience is undefined/],
  ["an empty audience", { audience: [] }, /the audience is empty, so every token would be refused/],
])("%s does not start: a setting that is missing is no check that is missing", (_, change, message) => {
  for (const make of [jwtVerifier, jwtSigner] as const) {
    const options = { ...profile, lifetimeSeconds: 1, ...change } as never;
    expect(() => make(options)).toThrow(StartError);
    expect(() => make(options)).toThrow(message);
  }
});

test("times and lengths that are none do not start", () => {
  for (const lifetimeSeconds of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
    expect(() => jwtSigner({ ...profile, lifetimeSeconds })).toThrow(/lifetimeSeconds is .* at least 1/);
  expect(() => jwtVerifier({ ...profile, clockToleranceSeconds: -1 })).toThrow(/clockToleranceSeconds is -1/);
  expect(() => jwtVerifier({ ...profile, maxLength: 0 })).toThrow(/maxLength is 0/);
});

/** What comes of a token: true, or why not; anything but a refusal is a defect. */
const outcome = (token: string) =>
  verifier.verify(token).then(
    () => true,
    (error: unknown) => {
      if (!(error instanceof InvalidTokenError)) throw error;
      return error.fault;
    },
  );

test("whatever is sent is refused, and nothing but refused", async () => {
  const part = fc.oneof(
    fc.string(),
    fc.json().map((json) => base64url.encode(json)),
    fc.base64String(),
  );
  const header = fc
    .record(
      {
        alg: fc.constantFrom("HS256", "none", "RS256", 1),
        kid: fc.constantFrom("k", "", null),
        crit: fc.json(),
      },
      { requiredKeys: [] },
    )
    .map((parsed) => base64url.encode(JSON.stringify(parsed)));
  const token = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(part, { maxLength: 5 }).map((parts) => parts.join(".")),
    fc.tuple(header, part, part).map((parts) => parts.join(".")),
  );
  await fc.assert(
    fc.asyncProperty(token, async (sent) => {
      expect(await outcome(sent)).not.toBe(true);
    }),
  );
});

test("a good token with one character changed is refused", async () => {
  const good = await signer.sign({ sub: "ada" });
  const character = fc.constantFrom(..."ABCabc019-_.=+ \u0000é");
  await fc.assert(
    fc.asyncProperty(fc.nat(good.length - 2), character, async (at, other) => {
      const sent = good.slice(0, at) + other + good.slice(at + 1);
      if (sent !== good) expect(await outcome(sent)).not.toBe(true);
    }),
  );
});
