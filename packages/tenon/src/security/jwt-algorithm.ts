/** The signature algorithms a token may have. `none` is not among them (RFC 7518, 3.1; RFC 8037; RFC 9864). */

/** With a secret that both sides share: whoever can verify can sign. The least bits of the secret (RFC 7518, 3.2). */
export const secretBits = { HS256: 256, HS384: 384, HS512: 512 } as const;

/** With a pair of keys: whoever has the public one can verify, and nothing else. */
export const asymmetricAlgorithms = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519",
] as const;

/** An algorithm of a shared secret. */
export type SecretAlgorithm = keyof typeof secretBits;

/** An algorithm of a pair of keys. */
export type AsymmetricAlgorithm = (typeof asymmetricAlgorithms)[number];

/** An algorithm that a key may be pinned to. */
export type JwtAlgorithm = SecretAlgorithm | AsymmetricAlgorithm;

/** The least bits of an RSA key (RFC 7518, 3.3 and 3.5). */
export const leastRsaBits = 2048;

/** Whether an algorithm works with a shared secret. */
export function isSecretAlgorithm(alg: string): alg is SecretAlgorithm {
  return Object.hasOwn(secretBits, alg);
}

/** Whether an algorithm works with a pair of keys. */
export function isAsymmetricAlgorithm(alg: unknown): alg is AsymmetricAlgorithm {
  return (asymmetricAlgorithms as readonly unknown[]).includes(alg);
}
