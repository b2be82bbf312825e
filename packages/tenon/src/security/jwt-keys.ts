/** The keys of a service: one that signs, and those that still verify while tokens made with them live. */
import { StartError } from "../depends/start-error.ts";
import { type JwtKey, type PublicJwk, type ReadyKey, readKey } from "./jwt-key.ts";

/** Keys to verify with, each pinned to its algorithm. */
export class JwtVerificationKeys {
  readonly #byKid: ReadonlyMap<string | undefined, ReadyKey>;
  /** The public halves, for the key set: the current one first. Secrets are not among them. */
  readonly publicKeys: readonly PublicJwk[];

  /** @throws {StartError} when two cannot be told apart */
  constructor(keys: readonly ReadyKey[], place: string) {
    const byKid = new Map<string | undefined, ReadyKey>();
    for (const key of keys) {
      if (byKid.has(key.kid)) {
        const which = key.kid === undefined ? "two keys have no kid" : `two keys have the kid "${key.kid}"`;
        throw new StartError(`${place}: ${which}, so tokens cannot say which is meant. Give each its own.`);
      }
      byKid.set(key.kid, key);
    }
    this.#byKid = byKid;
    this.publicKeys = keys.flatMap(({ publicJwk }) => publicJwk ?? []);
  }

  /** The key that a token means. One without a `kid` means the key that has none, or the only one there is. */
  find(kid: string | undefined): ReadyKey | undefined {
    const named = this.#byKid.get(kid);
    if (named !== undefined || kid !== undefined || this.#byKid.size !== 1) return named;
    return this.#byKid.values().next().value;
  }
}

/** Keys to sign and to verify with. */
export class JwtKeys extends JwtVerificationKeys {
  /** The key that signs. */
  readonly current: ReadyKey & { readonly signing: NonNullable<ReadyKey["signing"]> };

  /** @throws {StartError} when the current one is only public */
  constructor(current: ReadyKey, previous: readonly ReadyKey[]) {
    super([current, ...previous], "jwtKeys");
    const { signing } = current;
    if (signing === undefined)
      throw new StartError("jwtKeys: the current key is only the public half; the private one signs.");
    this.current = { ...current, signing };
  }
}

/** The keys of `jwtKeys`. */
export interface JwtKeysOptions {
  /** Signs every new token. */
  readonly current: JwtKey;
  /**
   * Verify, too: those that signed before, for as long as their tokens live, and the next one, so that everybody has read
   * it before it signs. Public halves are enough. Default: none.
   */
  readonly previous?: readonly JwtKey[];
}

/**
 * Makes keys ready at start-up. To rotate: put the new key under `previous`, make it `current` when readers of the key set
 * have seen it, and drop the old one when its last token has expired.
 *
 * @throws {StartError} when a key cannot be read, a secret has fewer bits than its hash (256 for HS256), an RSA key fewer
 * than 2048, or two keys have one `kid`
 * @example
 * export const tokenKeys = dependency({ scope: "app", depends: { settings } }, ({ settings }) =>
 *   jwtKeys({ current: { alg: "EdDSA", key: settings.signingKey } }),
 * );
 */
export async function jwtKeys({ current, previous = [] }: JwtKeysOptions): Promise<JwtKeys> {
  const [first, ...rest] = await Promise.all([
    readKey(current, "jwtKeys: the current key"),
    ...previous.map((key, index) => readKey(key, `jwtKeys: previous key ${index + 1}`)),
  ]);
  return new JwtKeys(first, rest);
}

/**
 * Makes keys ready that somebody else signs with: public halves, or a secret shared with them.
 *
 * @throws {StartError} as `jwtKeys` does, and when there is none
 * @example
 * const keys = await jwtVerificationKeys([{ alg: "ES256", key: settings.partnerPublicKey, kid: "partner-1" }]);
 */
export async function jwtVerificationKeys(keys: readonly JwtKey[]): Promise<JwtVerificationKeys> {
  if (keys.length === 0)
    throw new StartError("jwtVerificationKeys: there is no key, so every token would be refused.");
  const ready = await Promise.all(
    keys.map((key, index) => readKey(key, `jwtVerificationKeys: key ${index + 1}`)),
  );
  return new JwtVerificationKeys(ready, "jwtVerificationKeys");
}
