/** Keys, tokens made with them, and tokens as an attacker makes them. */
import {
  base64url,
  CompactSign,
  exportJWK,
  exportSPKI,
  generateKeyPair,
  type JWK,
  type JWTHeaderParameters,
  SignJWT,
} from "jose";
import type { JwtKey } from "../../src/security/index.ts";

export const issuer = "https://id.example.org";
export const audience = "https://api.example.org";
export type Algorithm = "EdDSA" | "RS256" | "ES256" | "HS256";

/** A key of its own for each algorithm, and what an attacker knows of it. */
export async function made(alg: Algorithm) {
  if (alg === "HS256") {
    const jwk: JWK = {
      kty: "oct",
      k: base64url.encode(crypto.getRandomValues(new Uint8Array(32))),
      kid: "k1",
    };
    return { alg, jwk, publicTexts: ["k1"] };
  }
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const jwk = { ...(await exportJWK(privateKey)), kid: "k1" };
  const pem = await exportSPKI(publicKey);
  return {
    alg,
    jwk,
    publicTexts: [pem, pem.trim(), JSON.stringify(await exportJWK(publicKey)), jwk.x ?? jwk.n ?? ""],
  };
}

export const keyOf = ({ alg, jwk }: { readonly alg: Algorithm; readonly jwk: JWK }): JwtKey => ({
  alg,
  key: jwk,
});

export const now = () => Math.floor(Date.now() / 1000);
export const goodClaims = () => ({
  iss: issuer,
  aud: audience,
  sub: "ada",
  jti: "1",
  iat: now(),
  exp: now() + 60,
});

/** A token signed with a key of ours, with something about it changed. */
export async function changed(
  { alg, jwk }: { readonly alg: string; readonly jwk: JWK },
  changes: {
    readonly header?: Partial<JWTHeaderParameters>;
    readonly claims?: object;
    readonly text?: string;
  } = {},
): Promise<string> {
  const header = { alg, typ: "at+jwt", kid: "k1", ...changes.header };
  const text = changes.text ?? JSON.stringify({ ...goodClaims(), ...changes.claims });
  // Not SignJWT, which would refuse what an attacker writes; and a key whose alg is not looked at.
  return new CompactSign(new TextEncoder().encode(text)).setProtectedHeader(header).sign(jwk);
}

/** A token put together from texts, with whatever stands for its signature. */
const written = (header: string | object, claims: string | object, signature = "AAAA") =>
  [header, claims]
    .map((part) => base64url.encode(typeof part === "string" ? part : JSON.stringify(part)))
    .concat(signature)
    .join(".");

const attacker = await generateKeyPair("ES256", { extractable: true });
const attackerJwk = await exportJWK(attacker.publicKey);

/** Signed by somebody else, who says in the header where to find the key. */
function foreign(header: object): Promise<string> {
  return new SignJWT(goodClaims())
    .setProtectedHeader({ alg: "ES256", typ: "at+jwt", ...header })
    .sign(attacker.privateKey);
}

export type Key = Awaited<ReturnType<typeof made>>;

/** Attack, fault in the log, token. Each would pass if the one defence it is aimed at were not there. */
export const attacks: readonly (readonly [string, string, (key: Key) => string | Promise<string>])[] = [
  ["none", "algorithm", () => written({ alg: "none", typ: "at+jwt", kid: "k1" }, goodClaims(), "")],
  [
    "none, spelt otherwise",
    "algorithm",
    () => written({ alg: "nOnE", typ: "at+jwt", kid: "k1" }, goodClaims(), ""),
  ],
  ["no algorithm", "malformed", () => written({ typ: "at+jwt", kid: "k1" }, goodClaims(), "")],
  ["its key in the header (jwk)", "algorithm|signature", () => foreign({ kid: "k1", jwk: attackerJwk })],
  [
    "its key behind an address (jku)",
    "unknown_key",
    () => foreign({ kid: "evil", jku: "https://evil.example/jwks" }),
  ],
  [
    "its certificate behind an address (x5u)",
    "algorithm|signature",
    () => foreign({ kid: "k1", x5u: "https://evil.example/x" }),
  ],
  ["its certificate in the header (x5c)", "algorithm|signature", () => foreign({ kid: "k1", x5c: ["AAAA"] })],
  ["a kid that nobody has", "unknown_key", (key) => changed(key, { header: { kid: "k2" } })],
  ["a kid that is a path", "unknown_key", (key) => changed(key, { header: { kid: "../../dev/null" } })],
  [
    "a kid that is no text",
    "malformed",
    () => written({ alg: "HS256", typ: "at+jwt", kid: ["k1"] }, goodClaims()),
  ],
  ["another's signature", "signature", async (key) => changed({ ...key, jwk: (await made(key.alg)).jwk })],
  ["the wrong typ", "typ", (key) => changed(key, { header: { typ: "JWT" } })],
  ["no typ", "typ", (key) => changed(key, { header: { typ: undefined } as never })],
  ["the wrong aud", "aud", (key) => changed(key, { claims: { aud: "https://other.example.org" } })],
  [
    "an aud that only begins like it",
    "aud",
    (key) => changed(key, { claims: { aud: `${audience}.evil.example` } }),
  ],
  ["no aud", "claims|aud", (key) => changed(key, { claims: { aud: undefined } })],
  ["the wrong iss", "iss", (key) => changed(key, { claims: { iss: `${issuer}/` } })],
  ["no iss", "claims|iss", (key) => changed(key, { claims: { iss: undefined } })],
  ["one that is not valid yet", "not_yet_valid", (key) => changed(key, { claims: { nbf: now() + 60 } })],
  ["one that has expired", "expired", (key) => changed(key, { claims: { exp: now() - 1 } })],
  ["one that never expires", "claims", (key) => changed(key, { claims: { exp: undefined } })],
  ["an end that is no number", "claims", (key) => changed(key, { claims: { exp: "9999999999" } })],
  [
    "a claim that stands there twice",
    "repeated_name",
    (key) => changed(key, { text: `{"sub":"eve",${JSON.stringify(goodClaims()).slice(1)}` }),
  ],
  [
    "a claim twice, once in disguise",
    "repeated_name",
    (key) => changed(key, { text: `{"s\\u0075b":"eve",${JSON.stringify(goodClaims()).slice(1)}` }),
  ],
  [
    "a header parameter twice",
    "repeated_name",
    ({ alg }) => written(`{"alg":"none","alg":"${alg}","typ":"at+jwt","kid":"k1"}`, goodClaims()),
  ],
  [
    "critical header parameters",
    "critical_header",
    ({ alg }) => written({ alg, typ: "at+jwt", kid: "k1", crit: ["exp"], exp: 1 }, goodClaims()),
  ],
  [
    "a payload that is not encoded (b64)",
    "critical_header",
    ({ alg }) => written({ alg, typ: "at+jwt", kid: "k1", crit: ["b64"], b64: false }, goodClaims()),
  ],
  ["claims that do not fit", "claims", (key) => changed(key, { claims: { sub: 7 } })],
  ["claims that are no object", "malformed", (key) => changed(key, { text: '["sub"]' })],
  ["claims that are no JSON", "malformed", (key) => changed(key, { text: "sub" })],
  ["a huge one", "too_long", (key) => changed(key, { claims: { filler: "x".repeat(8192) } })],
  [
    "a deep header",
    "malformed|unknown_key",
    () => written(`{"alg":${"[".repeat(2900)}${"]".repeat(2900)}}`, {}),
  ],
  ["a header that is no object", "malformed", () => written("null", goodClaims())],
  ["an encrypted one", "malformed", () => "eyJhbGciOiJkaXIifQ..AAAA.AAAA.AAAA"],
  ["two parts", "malformed", () => "AAAA.AAAA"],
  ["words", "malformed", () => "hello"],
  ["no base64url", "malformed", () => "a+b.c/d.e="],
];
