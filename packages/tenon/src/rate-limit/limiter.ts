/** One rate limit at work: counts, refuses, and goes on counting by itself while its store is down. */
import { createHash } from "node:crypto";
import { isIPv6 } from "node:net";
import { RateLimiterRes } from "rate-limiter-flexible";
import { defineError } from "../http/errors.ts";
import type { Logger } from "../http/logger.ts";
import { refusedBecause } from "../http/refusal-cause.ts";
import { memoryStore, type RateLimitPolicy, type RateLimitStore } from "./store.ts";

/** Too many requests; `Retry-After` says when to come back. Declare it where a middleware limits, so that it is documented. */
export const RateLimited = defineError(429, "rate_limited", {
  message: "Too many requests, try again later",
});

/** The headers that tell a client where it stands (draft-ietf-httpapi-ratelimit-headers-11). */
export type RateLimitHeaders = Readonly<Record<"ratelimit" | "ratelimit-policy", string>>;

/** How often a store that is down is logged, in milliseconds. */
const reminder = 10_000;

/** The counters of one policy, in a store and, while that is down, in this process. */
export class RateLimiter {
  readonly #policy: RateLimitPolicy;
  readonly #shared: ReturnType<RateLimitStore["counters"]>;
  readonly #own: ReturnType<RateLimitStore["counters"]>;
  #logged = Number.NEGATIVE_INFINITY;

  constructor(policy: RateLimitPolicy, store: RateLimitStore) {
    this.#policy = policy;
    this.#shared = store.counters(policy);
    this.#own = memoryStore().counters(policy);
  }

  /**
   * Counts one request.
   *
   * @returns where the caller stands
   * @throws {RateLimited} when that was one too many
   */
  async consume(caller: string, log: Logger): Promise<RateLimitHeaders> {
    const key = keyOf(caller);
    try {
      return this.#headers(await this.#shared.consume(key));
    } catch (error) {
      if (error instanceof RateLimiterRes) throw this.#refusal(error);
      this.#report(error, log);
    }
    try {
      return this.#headers(await this.#own.consume(key));
    } catch (error) {
      throw error instanceof RateLimiterRes ? this.#refusal(error) : error;
    }
  }

  /** Takes back what a request was counted for. Nobody waits for it: the caller's own transaction may be in its way. */
  refund(caller: string, log: Logger): void {
    this.#shared.reward(keyOf(caller)).catch((error: unknown) => this.#report(error, log));
  }

  #headers({ remainingPoints, msBeforeNext }: RateLimiterRes): RateLimitHeaders {
    const { name, limit, window } = this.#policy;
    return {
      ratelimit: `"${name}";r=${remainingPoints};t=${seconds(msBeforeNext)}`,
      "ratelimit-policy": `"${name}";q=${limit};w=${window}`,
    };
  }

  #refusal(spent: RateLimiterRes): Error {
    // At least one: "come back in 0 seconds" is an invitation to a loop.
    const retryAfter = `${Math.max(1, seconds(spent.msBeforeNext))}`;
    const headers = { ...this.#headers(spent), "retry-after": retryAfter };
    return refusedBecause(
      { by: "rate_limit", limit: this.#policy.name },
      new RateLimited(undefined, { headers }),
    );
  }

  #report(error: unknown, log: Logger): void {
    const now = performance.now();
    if (now - this.#logged < reminder) return;
    this.#logged = now;
    log.error(
      { err: error, limit: this.#policy.name, category: "dependency" },
      "The store of a rate limit does not answer: this process counts by itself meanwhile",
    );
  }
}

/** Checks a policy once. @throws {TypeError} */
export function requirePolicy({ name, limit, window }: RateLimitPolicy): void {
  if (!/^[\w-]{1,64}$/.test(name))
    throw new TypeError(`rateLimit: "${name}" is no name (letters, digits, - and _)`);
  for (const [what, value] of Object.entries({ limit, window })) {
    if (!Number.isInteger(value) || value < 1)
      throw new TypeError(`rateLimit "${name}": ${what} must be a whole number from 1, not ${value}`);
  }
}

/** What a store knows of a caller: of fixed length, and no address or name that could be read there. */
function keyOf(caller: string): string {
  return createHash("sha256")
    .update(isIPv6(caller) ? network(caller) : caller)
    .digest("base64url");
}

/** The first 64 bits: who has one address of IPv6 has all of its network. */
function network(address: string): string {
  const [head = "", tail] = address.split("::");
  const groups = head === "" ? [] : head.split(":");
  const missing = tail === undefined ? 0 : 8 - groups.length - (tail === "" ? 0 : tail.split(":").length);
  return [...groups, ...Array<string>(Math.max(0, missing)).fill("0"), ...(tail?.split(":") ?? [])]
    .slice(0, 4)
    .map((group) => Number.parseInt(group || "0", 16).toString(16))
    .join(":");
}

function seconds(milliseconds: number): number {
  return Math.max(0, Math.ceil(milliseconds / 1000));
}
