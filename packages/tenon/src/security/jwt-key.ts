/** One key made ready at start-up: read, found strong enough, pinned to its one algorithm. What is wrong with it stops the start. */
import {
  base64url,
  type CryptoKey,
  calculateJwkThumbprint,
  exportJWK,
  importJWK,
  importPKCS8,
  importSPKI,
  type JWK,
} from "jose";
import { StartError } from "../depends/start-error.ts";
import {
  type AsymmetricAlgorithm,
  asymmetricAlgorithms,
  isAsymmetricAlgorithm,
  isSecretAlgorithm,
  type JwtAlgorithm,
  leastRsaBits,
  type SecretAlgorithm,
  secretBits,
} from "./jwt-algorithm.ts";

/** A key as a service has it in its settings. */
export interface JwtKey {
  /** The one algorithm it is for. What a token asks for is never followed. */
  readonly alg: JwtAlgorithm;
  /**
   * For HS256 and its like: the secret, as bytes, as text (its UTF-8 bytes) or as a JWK. For all others: a PEM text (PKCS #8
   * private, SPKI public) or a JWK.
   */
  readonly key: string | Uint8Array | JWK;
  /**
   * The name that tokens call it by. Default: the JWK's own, else the thumbprint of the public key (RFC 7638). A secret has
   * none unless it is given one: its thumbprint would help to guess it.
   */
  readonly kid?: string;
}

/** The public half of a key, as a key set shows it (RFC 7517). */
export interface PublicJwk {
  readonly kty: string;
  readonly use: "sig";
  readonly alg: AsymmetricAlgorithm;
  readonly kid: string;
  readonly [parameter: string]: string;
}

/** A key that is ready. */
export interface ReadyKey {
  readonly alg: JwtAlgorithm;
  readonly kid: string | undefined;
  readonly verifying: CryptoKey;
  /** Undefined where only the public half is known. */
  readonly signing: CryptoKey | undefined;
  /** Undefined for a secret. */
  readonly publicJwk: PublicJwk | undefined;
}

/**
 * Reads a key.
 * @param place what it is, for messages: `jwtKeys: the current key`
 * @throws {StartError} when it cannot be read, is weak, or is of another algorithm
 */
export async function readKey({ alg, key, kid }: JwtKey, place: string): Promise<ReadyKey> {
  if (isSecretAlgorithm(alg)) return readSecret(alg, key, kid, place);
  if (isAsymmetricAlgorithm(alg)) return readPair(alg, key, kid, place);
  const known = [...Object.keys(secretBits), ...asymmetricAlgorithms].join(", ");
  throw new StartError(`${place}: "${String(alg)}" is no algorithm of a token. There are ${known}.`);
}

async function readSecret(
  alg: SecretAlgorithm,
  key: JwtKey["key"],
  kid: string | undefined,
  place: string,
): Promise<ReadyKey> {
  const bytes = secretBytes(alg, key, place);
  const bits = bytes.length * 8;
  const least = secretBits[alg];
  if (bits < least) {
    throw new StartError(
      `${place} has ${bits} bits, and ${alg} takes a secret of at least ${least} (RFC 7518, 3.2). ` +
        `Make a random one: openssl rand -base64 ${least / 8}`,
    );
  }
  const own = isJwk(key) ? key.kid : undefined;
  const algorithm = { name: "HMAC", hash: `SHA-${alg.slice(2)}` };
  const secret = await crypto.subtle.importKey("raw", Uint8Array.from(bytes), algorithm, false, [
    "sign",
    "verify",
  ]);
  return { alg, kid: kid ?? own, verifying: secret, signing: secret, publicJwk: undefined };
}

function secretBytes(alg: SecretAlgorithm, key: JwtKey["key"], place: string): Uint8Array {
  if (key instanceof Uint8Array) return key;
  if (typeof key === "string") {
    // Everybody may know a public key: as a secret it lets everybody sign.
    if (!key.trimStart().startsWith("-----BEGIN")) return new TextEncoder().encode(key);
    throw new StartError(
      `${place} is a PEM text, and ${alg} takes a secret. Say the algorithm of that key, such as RS256, or give a secret.`,
    );
  }
  if (isJwk(key)) {
    checkJwk(key, alg, place);
    if (key.kty === "oct" && typeof key.k === "string") return base64url.decode(key.k);
  }
  throw new StartError(`${place}: ${alg} takes a secret: bytes, a text, or a JWK of kty "oct".`);
}

async function readPair(
  alg: AsymmetricAlgorithm,
  key: JwtKey["key"],
  kid: string | undefined,
  place: string,
): Promise<ReadyKey> {
  const { jwk, verifying, signing } = await importPair(alg, key, place).catch((cause: unknown) => {
    if (cause instanceof StartError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new StartError(`${place} cannot be read as a key for ${alg}: ${why}.`, { cause });
  });
  const bits = rsaBits(verifying);
  if (bits !== undefined && bits < leastRsaBits) {
    throw new StartError(
      `${place} is an RSA key of ${bits} bits, and ${alg} takes at least ${leastRsaBits} (RFC 7518, 3.3). ` +
        "Make one: openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072",
    );
  }
  const shown = picked(jwk, publicParameters);
  const name = kid ?? jwk.kid ?? (await calculateJwkThumbprint(shown));
  const publicJwk = { ...(shown as { kty: string }), use: "sig", alg, kid: name } as const;
  return { alg, kid: name, verifying, signing, publicJwk };
}

async function importPair(alg: AsymmetricAlgorithm, key: JwtKey["key"], place: string) {
  const jwk = isJwk(key) ? key : await pemJwk(alg, key, place);
  checkJwk(jwk, alg, place);
  const verifying = (await importJWK(picked(jwk, publicParameters), alg)) as CryptoKey;
  const signing =
    jwk.d === undefined
      ? undefined
      : ((await importJWK(picked(jwk, [...publicParameters, ...privateParameters]), alg)) as CryptoKey);
  return { jwk, verifying, signing };
}

async function pemJwk(alg: AsymmetricAlgorithm, key: string | Uint8Array, place: string): Promise<JWK> {
  const pem = typeof key === "string" ? key.trim() : "";
  if (pem.startsWith("-----BEGIN PRIVATE KEY-----"))
    return exportJWK(await importPKCS8(pem, alg, { extractable: true }));
  if (pem.startsWith("-----BEGIN PUBLIC KEY-----")) return exportJWK(await importSPKI(pem, alg));
  throw new StartError(
    `${place}: ${alg} takes a PEM text that begins with "-----BEGIN PRIVATE KEY-----" (PKCS #8) or ` +
      '"-----BEGIN PUBLIC KEY-----" (SPKI), or a JWK. Other PEM texts become PKCS #8 with: ' +
      "openssl pkcs8 -topk8 -nocrypt -in key.pem",
  );
}

function checkJwk(jwk: JWK, alg: JwtAlgorithm, place: string): void {
  if (jwk.alg !== undefined && jwk.alg !== alg)
    throw new StartError(`${place} says that it is for ${jwk.alg}, and it is declared for ${alg}.`);
  if (jwk.use !== undefined && jwk.use !== "sig")
    throw new StartError(`${place} says that its use is "${jwk.use}", and signing takes one of use "sig".`);
}

const publicParameters = ["kty", "crv", "x", "y", "n", "e"];
const privateParameters = ["d", "p", "q", "dp", "dq", "qi"];

/** Named parameters only: whatever else a JWK carries, nothing of it gets into what is shown. */
function picked(jwk: JWK, names: readonly string[]): JWK {
  return Object.fromEntries(Object.entries(jwk).filter(([name]) => names.includes(name)));
}

function isJwk(key: JwtKey["key"]): key is JWK {
  return typeof key === "object" && key !== null && "kty" in key;
}

/** The bits of an RSA key; undefined for others. */
export function rsaBits({ algorithm }: CryptoKey): number | undefined {
  return "modulusLength" in algorithm ? Number(algorithm.modulusLength) : undefined;
}
