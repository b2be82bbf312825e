import { exportJWK, exportPKCS8, exportSPKI, generateKeyPair, type JWK } from "jose";
import { expect, test } from "vitest";
import { StartError } from "../depends/start-error.ts";
import type { AsymmetricAlgorithm, JwtAlgorithm } from "./jwt-algorithm.ts";
import type { JwtKey } from "./jwt-key.ts";
import { jwtKeys, jwtVerificationKeys } from "./jwt-keys.ts";

async function pair(alg: string, options: { modulusLength?: number } = {}) {
  const { privateKey, publicKey } = await generateKeyPair(alg, { ...options, extractable: true });
  return {
    jwk: await exportJWK(privateKey),
    publicJwk: await exportJWK(publicKey),
    pem: await exportPKCS8(privateKey),
    publicPem: await exportSPKI(publicKey),
  };
}

const ed = await pair("EdDSA");
const rsa = await pair("RS256");
const ec = await pair("ES256");
const secret = new Uint8Array(32).fill(1);

async function refusal(key: JwtKey): Promise<string> {
  const error = await jwtKeys({ current: key }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(StartError);
  return (error as StartError).message;
}

test.each<[JwtAlgorithm, number, number]>([
  ["HS256", 31, 256],
  ["HS384", 47, 384],
  ["HS512", 63, 512],
])("a secret of %s under its bits does not start, one of them does", async (alg, bytes, least) => {
  const weak = new Uint8Array(bytes).fill(1);
  const message = `the current key has ${bytes * 8} bits, and ${alg} takes a secret of at least ${least}`;
  const remedy = `openssl rand -base64 ${least / 8}`;
  for (const key of [weak, "x".repeat(bytes), { kty: "oct", k: Buffer.from(weak).toString("base64url") }]) {
    expect(await refusal({ alg, key })).toContain(message);
    expect(await refusal({ alg, key })).toContain(remedy);
  }
  const enough = [new Uint8Array(bytes + 1), "x".repeat(bytes + 1)];
  for (const key of enough) expect((await jwtKeys({ current: { alg, key } })).current.alg).toBe(alg);
});

test("an RSA key under 2048 bits does not start, private or public", async () => {
  // jose makes none that is so short; Web Crypto does.
  const { privateKey, publicKey } = await crypto.subtle.generateKey(
    {
      name: "RSASSA-PKCS1-v1_5",
      hash: "SHA-256",
      modulusLength: 1024,
      publicExponent: new Uint8Array([1, 0, 1]),
    },
    true,
    ["sign", "verify"],
  );
  for (const key of [
    await exportJWK(privateKey),
    await exportPKCS8(privateKey),
    await exportJWK(publicKey),
  ]) {
    expect(await refusal({ alg: "RS256", key })).toContain(
      "RSA key of 1024 bits, and RS256 takes at least 2048",
    );
  }
});

test.each<[string, JwtKey, RegExp]>([
  [
    "none",
    { alg: "none" as JwtAlgorithm, key: secret },
    /"none" is no algorithm of a token\. There are HS256, /,
  ],
  ["a name of Object's", { alg: "toString" as JwtAlgorithm, key: secret }, /"toString" is no algorithm/],
  [
    "a public key as a secret",
    { alg: "HS256", key: rsa.publicPem },
    /is a PEM text, and HS256 takes a secret/,
  ],
  [
    "a pair as a secret",
    { alg: "HS256", key: rsa.jwk },
    /HS256 takes a secret: bytes, a text, or a JWK of kty "oct"/,
  ],
  ["a secret as a pair", { alg: "RS256", key: secret }, /RS256 takes a PEM text .* openssl pkcs8 -topk8/],
  ["an old PEM text", { alg: "RS256", key: "-----BEGIN RSA PRIVATE KEY-----\n" }, /openssl pkcs8 -topk8/],
  ["a broken PEM text", { alg: "RS256", key: rsa.pem.slice(0, 200) }, /cannot be read as a key for RS256: /],
  ["a key of another kind", { alg: "ES256", key: rsa.jwk }, /cannot be read as a key for ES256: /],
  ["a curve of another algorithm", { alg: "ES384", key: ec.jwk }, /cannot be read as a key for ES384: /],
  [
    "a JWK for another algorithm",
    { alg: "RS256", key: { ...rsa.jwk, alg: "PS256" } },
    /is for PS256, and it is declared for RS256/,
  ],
  ["a JWK for encryption", { alg: "RS256", key: { ...rsa.jwk, use: "enc" } }, /its use is "enc"/],
  [
    "the public half alone",
    { alg: "EdDSA", key: ed.publicPem },
    /only the public half; the private one signs/,
  ],
])("%s does not start as the key that signs", async (_, key, message) => {
  expect(await refusal(key)).toMatch(message);
});

test("what is wrong with a key never shows the key", async () => {
  const broken = { ...ed.jwk, x: "AAAA" };
  expect(await refusal({ alg: "EdDSA", key: broken })).not.toContain(ed.jwk.d);
});

test.each<[AsymmetricAlgorithm, typeof ed]>([
  ["EdDSA", ed],
  ["RS256", rsa],
  ["ES256", ec],
])(
  "%s keys are shown by their public half only, however they are given",
  async (alg, { jwk, pem, publicPem }) => {
    for (const key of [jwk, pem]) {
      const { publicKeys } = await jwtKeys({ current: { alg, key }, previous: [] });
      const [shown] = publicKeys;
      expect(publicKeys).toHaveLength(1);
      expect(shown).toMatchObject({ alg, use: "sig", kty: jwk.kty });
      expect(
        Object.keys(shown ?? {}).filter((name) => ["d", "p", "q", "dp", "dq", "qi", "k"].includes(name)),
      ).toEqual([]);
    }
    const given = await jwtVerificationKeys([{ alg, key: publicPem, kid: "theirs" }]);
    expect(given.publicKeys[0]?.kid).toBe("theirs");
  },
);

test("nothing else that a JWK carries is shown", async () => {
  const key = { ...ed.jwk, x5c: ["AAAA"], note: "staging, ask Ada", kid: "mine" } as JWK;
  const { publicKeys } = await jwtKeys({ current: { alg: "EdDSA", key } });
  expect(publicKeys).toEqual([
    { kty: "OKP", crv: "Ed25519", x: ed.jwk.x, use: "sig", alg: "EdDSA", kid: "mine" },
  ]);
});

test("a key is called by its own kid, else by its thumbprint; a secret has none", async () => {
  const named = await jwtKeys({ current: { alg: "ES256", key: { ...ec.jwk, kid: "a" } } });
  expect(named.current.kid).toBe("a");
  const unnamed = await jwtKeys({ current: { alg: "ES256", key: ec.pem } });
  expect(unnamed.current.kid).toMatch(/^[\w-]{43}$/);
  expect(unnamed.find(unnamed.current.kid)?.alg).toBe("ES256");
  const shared = await jwtKeys({ current: { alg: "HS256", key: secret } });
  expect([shared.current.kid, shared.publicKeys]).toEqual([undefined, []]);
});

test("a token without a kid means the key without one, or the only one", async () => {
  const one = await jwtVerificationKeys([{ alg: "EdDSA", key: ed.publicJwk }]);
  expect(one.find(undefined)?.alg).toBe("EdDSA");
  const moved = await jwtKeys({
    current: { alg: "EdDSA", key: ed.jwk },
    previous: [{ alg: "HS256", key: secret }],
  });
  expect(moved.find(undefined)?.alg).toBe("HS256");
  const several = await jwtVerificationKeys([
    { alg: "EdDSA", key: ed.publicJwk },
    { alg: "ES256", key: ec.publicJwk },
  ]);
  expect(several.find(undefined)).toBeUndefined();
  expect(several.find("toString")).toBeUndefined();
});

test("keys that tokens cannot tell apart do not start, and none at all neither", async () => {
  const twice = {
    current: { alg: "EdDSA", key: ed.jwk },
    previous: [{ alg: "EdDSA", key: ed.publicPem }],
  } as const;
  await expect(jwtKeys(twice)).rejects.toThrow(
    /two keys have the kid ".+", so tokens cannot say which is meant/,
  );
  const secrets = [
    { alg: "HS256", key: secret },
    { alg: "HS512", key: new Uint8Array(64) },
  ] as const;
  await expect(jwtVerificationKeys(secrets)).rejects.toThrow("two keys have no kid");
  await expect(jwtVerificationKeys([])).rejects.toThrow("there is no key");
});

test("the key that is wrong is named", async () => {
  const options = {
    current: { alg: "EdDSA", key: ed.jwk },
    previous: [{ alg: "HS256", key: "short" }],
  } as const;
  await expect(jwtKeys(options)).rejects.toThrow("jwtKeys: previous key 1 has 40 bits");
});
