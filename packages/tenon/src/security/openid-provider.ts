/**
 * An OpenID Connect provider as a source of keys: its discovery document says where its key set is, and both are read when a
 * token first needs them, again when they are old, and again when a token names a key that is not there.
 */
import { createRemoteJWKSet, customFetch, errors, type RemoteJWKSet } from "jose";
import { HttpError } from "../http/errors.ts";
import { InvalidTokenError } from "./invalid-token-error.ts";
import { leastRsaBits } from "./jwt-algorithm.ts";
import { rsaBits } from "./jwt-key.ts";
import type { PinnedKey, TokenHeader } from "./verify-jwt.ts";

/** How a provider is asked. */
export interface OpenIdProviderOptions {
  readonly issuer: string;
  readonly algorithms: readonly string[];
  readonly allowHttp: boolean;
  readonly fetch: typeof fetch;
  readonly timeoutSeconds: number;
  readonly keysMaxAgeSeconds: number;
  readonly cooldownSeconds: number;
  readonly retryAfterSeconds: number;
}

/** The keys of a provider. */
export class OpenIdProvider {
  readonly #options: OpenIdProviderOptions;
  readonly #keys: RemoteJWKSet;
  /** On the clock of `performance.now()`: until then a provider that failed is left alone. */
  #failedUntil = 0;

  constructor(options: OpenIdProviderOptions) {
    this.#options = options;
    this.#keys = createRemoteJWKSet(discoveryUrl(options.issuer), {
      timeoutDuration: options.timeoutSeconds * 1000,
      cacheMaxAge: options.keysMaxAgeSeconds * 1000,
      cooldownDuration: options.cooldownSeconds * 1000,
      [customFetch]: (url, init) => this.#fetchKeySet(url, init),
    });
  }

  /**
   * The key that a token means.
   * @throws {InvalidTokenError} when there is none
   * @throws {HttpError} 503 when the provider cannot be asked: the token may well be good
   */
  async key({ alg, kid }: TokenHeader): Promise<PinnedKey> {
    // Before anything is fetched: `none` and shared secrets are not worth a question.
    if (typeof alg !== "string" || !this.#options.algorithms.includes(alg))
      throw new InvalidTokenError("algorithm", "Its algorithm is not one of the provider's");
    try {
      const verifying = await this.#keys({ alg, ...(kid === undefined ? {} : { kid }) });
      const bits = rsaBits(verifying);
      if (bits !== undefined && bits < leastRsaBits)
        throw new Error(`The provider signs with an RSA key of ${bits} bits`);
      return { alg, verifying };
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys)
        throw new InvalidTokenError("unknown_key", error);
      throw this.#unavailable(error);
    }
  }

  async #fetchKeySet(url: string, init: RequestInit): Promise<Response> {
    if (performance.now() < this.#failedUntil) throw new LeftAloneError();
    const response = await this.#options.fetch(url, init);
    if (response.status !== 200) throw new Error(`${url} answered ${response.status}`);
    return this.#options.fetch(this.#keySetUrl(await response.json(), url), init);
  }

  #keySetUrl(metadata: unknown, from: string): URL {
    const { issuer, jwks_uri: address } = metadata as { issuer?: unknown; jwks_uri?: unknown };
    // Exactly: another's document would bring another's keys (OpenID Connect Discovery 1.0, 4.3).
    if (issuer !== this.#options.issuer)
      throw new Error(`${from} is of the issuer ${JSON.stringify(issuer)}, not "${this.#options.issuer}"`);
    if (typeof address !== "string" || !URL.canParse(address)) throw new Error(`${from} names no jwks_uri`);
    const url = new URL(address);
    if (!mayAsk(url, this.#options.allowHttp)) throw new Error(`${from} names a jwks_uri that is not https`);
    return url;
  }

  #unavailable(cause: unknown): HttpError {
    const { retryAfterSeconds } = this.#options;
    if (!(cause instanceof LeftAloneError)) this.#failedUntil = performance.now() + retryAfterSeconds * 1000;
    return new HttpError(503, "Tokens cannot be verified at the moment", {
      headers: { "retry-after": String(retryAfterSeconds) },
      cause,
    });
  }
}

/** The provider failed a moment ago; asking again at once would only add to its load. */
class LeftAloneError extends Error {
  override readonly name = "LeftAloneError";
  override readonly message = "The provider failed a moment ago and is not asked again yet";
}

/** Where a provider's discovery document is. */
export function discoveryUrl(issuer: string): URL {
  return new URL(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`);
}

/** Whether an address is safe from eavesdroppers and forgers, or need not be. */
export function mayAsk({ protocol }: URL, allowHttp: boolean): boolean {
  return protocol === "https:" || (allowHttp && protocol === "http:");
}
