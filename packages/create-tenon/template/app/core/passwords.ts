/** Passwords at rest: argon2id from `node:crypto`, kept as PHC strings that carry their own parameters. */
import { type Argon2Parameters, argon2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { dependency } from "tenon";
import { Turnstile, type TurnstileLimits } from "./turnstile.ts";

/** What a hash costs. */
export interface HashCost {
  /** Memory in KiB. */
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
}

/** OWASP's parameters for argon2id: 19 MiB, two passes. */
export const owaspCost: HashCost = { memory: 19_456, passes: 2, parallelism: 1 };

/** Two of the four threads that Node has for such work: files, names and compression get the others. */
const hashesAtOnce: TurnstileLimits = { running: 2, waiting: 200 };

const saltBytes = 16;
const digestBytes = 32;
const argon2Async = promisify(argon2);

/** Hashes and verifies passwords at one cost; hashes of another cost still verify. */
export class PasswordHasher {
  readonly #cost: HashCost;
  readonly #nobody: string;
  readonly #turnstile: Turnstile;

  constructor(cost: HashCost = owaspCost, limits: TurnstileLimits = hashesAtOnce) {
    this.#cost = cost;
    this.#turnstile = new Turnstile(limits);
    // The hash of an account that does not exist. No password is known to give this digest, and checking one against it
    // takes what checking against a real one takes.
    this.#nobody = format({ ...cost, salt: randomBytes(saltBytes), digest: randomBytes(digestBytes) });
  }

  /** The PHC string to keep. */
  async hash(password: string): Promise<string> {
    const salt = randomBytes(saltBytes);
    const digest = await this.#derive(password, { ...this.#cost, salt }, digestBytes);
    return format({ ...this.#cost, salt, digest });
  }

  /**
   * Whether the password is the one of this hash. Without a hash (there is no such account) the answer is no, after the
   * same work, so that time does not tell which accounts exist.
   */
  async verify(password: string, hash: string | undefined): Promise<boolean> {
    const stored = parse(hash ?? this.#nobody);
    const digest = await this.#derive(password, stored, stored.digest.length);
    return timingSafeEqual(digest, stored.digest) && hash !== undefined;
  }

  /** Whether a hash was made at another cost; the password has to be hashed anew when its owner signs in. */
  needsRehash(hash: string): boolean {
    const { memory, passes, parallelism, digest } = parse(hash);
    const { memory: m, passes: t, parallelism: p } = this.#cost;
    return memory !== m || passes !== t || parallelism !== p || digest.length !== digestBytes;
  }

  #derive(password: string, cost: Omit<StoredHash, "digest">, length: number): Promise<Buffer> {
    return this.#turnstile.run(() => derive(password, cost, length));
  }
}

/** The hasher of the service. */
export const passwordHasher = dependency(
  { scope: "app", name: "passwordHasher" },
  () => new PasswordHasher(),
);

interface StoredHash extends HashCost {
  readonly salt: Uint8Array;
  readonly digest: Uint8Array;
}

function derive(
  password: string,
  { memory, passes, parallelism, salt }: Omit<StoredHash, "digest">,
  length: number,
) {
  // One password, typed on two keyboards, can arrive as different code points: NIST 800-63B asks for normalisation.
  const message = password.normalize("NFKC");
  const parameters: Argon2Parameters = {
    message,
    nonce: salt,
    memory,
    passes,
    parallelism,
    tagLength: length,
  };
  return argon2Async("argon2id", parameters);
}

function format({ memory, passes, parallelism, salt, digest }: StoredHash): string {
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(salt)}$${base64(digest)}`;
}

const phc = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

function parse(hash: string): StoredHash {
  const [, memory, passes, parallelism, salt = "", digest = ""] = phc.exec(hash) ?? [];
  if (memory === undefined) throw new Error("A stored password hash is not an argon2id PHC string");
  return {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    salt: Buffer.from(salt, "base64"),
    digest: Buffer.from(digest, "base64"),
  };
}

/** PHC strings take base64 without padding. */
function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64").replaceAll("=", "");
}
