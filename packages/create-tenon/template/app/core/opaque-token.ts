/** Secrets that only the one who was given them can show: refresh tokens, and the links in mails. */
import { createHash, randomBytes } from "node:crypto";

/** A secret, and the hash to keep in its place. */
export interface OpaqueToken {
  readonly token: string;
  readonly hash: string;
}

/** A new secret of 256 bits. */
export function newOpaqueToken(): OpaqueToken {
  const token = randomBytes(32).toString("base64url");
  return { token, hash: hashOpaqueToken(token) };
}

/** The hash of a secret. A fast one will do: nobody guesses 256 random bits. */
export function hashOpaqueToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
