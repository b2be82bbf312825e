/** Sending again what may be sent again: requests of safe methods (RFC 9110, 9.2.1), and those with an idempotency key. */
import { waitFor } from "./abortable-wait.ts";

/** How a client tries again. */
export interface RetryRules {
  /** How many times after the first. Default: 2. */
  readonly limit?: number;
  /** The statuses after which it does. Default: 408, 429, 502, 503, 504. A connection that failed counts, too. */
  readonly statuses?: readonly number[];
  /**
   * How long to wait before a try, in milliseconds, where the answer has no `Retry-After`; the first has number 1. Default: a
   * random time up to 300 ms, doubled each time, 10 s at most.
   */
  readonly backoff?: (attempt: number) => number;
  /** The longest `Retry-After` that is waited for, in milliseconds; an answer that asks for more is the result. Default: 30,000. */
  readonly longestWait?: number;
}

/** Sends, and sends again, by the rules. */
export async function withRetries(
  send: () => Promise<Response>,
  { limit = 2, statuses = passing, backoff = jittered, longestWait = 30_000 }: RetryRules,
  signal: AbortSignal | undefined,
): Promise<Response> {
  for (let attempt = 1; ; attempt++) {
    let wait = backoff(attempt);
    try {
      const response = await send();
      if (attempt > limit || !statuses.includes(response.status)) return response;
      const asked = retryAfter(response.headers.get("retry-after"));
      if (asked !== undefined && asked > longestWait) return response;
      wait = asked ?? wait;
      await response.body?.cancel();
    } catch (error) {
      // Nobody waits any longer, or there was no connection to anybody.
      if (attempt > limit || signal?.aborted === true || !(error instanceof TypeError)) throw error;
    }
    await waitFor(wait, signal);
  }
}

/** Whether a request may be sent twice. */
export function isRepeatable({ method, headers }: Request): boolean {
  return ["GET", "HEAD", "OPTIONS"].includes(method) || headers.has("idempotency-key");
}

const passing = [408, 429, 502, 503, 504];

/** Full jitter: clients that were refused together do not come back together. */
export function jittered(attempt: number, random: () => number = Math.random): number {
  return random() * Math.min(10_000, 300 * 2 ** (attempt - 1));
}

/** Seconds, or a date (RFC 9110, 10.2.3); undefined for anything else. */
export function retryAfter(text: string | null, now: number = Date.now()): number | undefined {
  if (text === null) return undefined;
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
