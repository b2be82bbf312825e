/** Keys as PEM texts, as they stand in an environment variable. */
import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";

/** One key of a text. */
export interface PemKey {
  readonly pem: string;
  /** The one algorithm that a key of its kind is used with here. */
  readonly alg: "EdDSA" | "RS256";
  readonly isPrivate: boolean;
}

/** The command that makes a key, for messages. */
export const makeSigningKey = "openssl genpkey -algorithm ed25519";

const block = /-----BEGIN (PRIVATE|PUBLIC) KEY-----[^-]+-----END \1 KEY-----/g;

/** The keys of a text, in order. None, when one of them cannot be read or is of a kind that is not used here. */
export function pemKeys(text: string): readonly PemKey[] {
  // Many ways to set a variable know no line ends.
  const lines = text.replaceAll("\\n", "\n");
  const keys = [...lines.matchAll(block)].map(([pem, kind]) => readKey(pem, kind === "PRIVATE"));
  return keys.every((key) => key !== undefined) ? keys : [];
}

function readKey(pem: string, isPrivate: boolean): PemKey | undefined {
  let key: KeyObject;
  try {
    key = isPrivate ? createPrivateKey(pem) : createPublicKey(pem);
  } catch {
    // What cannot be read is said by the caller, without the key.
    return undefined;
  }
  if (key.asymmetricKeyType === "ed25519") return { pem, alg: "EdDSA", isPrivate };
  return key.asymmetricKeyType === "rsa" ? { pem, alg: "RS256", isPrivate } : undefined;
}
