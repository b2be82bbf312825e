/** Passwords at rest: argon2id at OWASP's cost (19 MiB, two passes), the salt before the digest. */
import { argon2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

const saltBytes = 16;

/** What to keep of a password. */
export async function hashPassword(
  password: string,
  salt: Uint8Array = randomBytes(saltBytes),
): Promise<string> {
  // One password, typed on two keyboards, can arrive as different code points.
  const message = password.normalize("NFKC");
  const cost = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 };
  const digest = await promisify(argon2)("argon2id", { message, nonce: salt, ...cost });
  return Buffer.concat([salt, digest]).toString("base64");
}

/** Whether it is the password of this hash; without a hash no, after the same work, so that time tells no accounts. */
export async function isPassword(password: string, hash: string | undefined): Promise<boolean> {
  const stored = Buffer.from(hash ?? nobody, "base64");
  const given = await hashPassword(password, stored.subarray(0, saltBytes));
  return timingSafeEqual(Buffer.from(given, "base64"), stored) && hash !== undefined;
}

const nobody = randomBytes(saltBytes + 32).toString("base64");
