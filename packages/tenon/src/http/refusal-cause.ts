/** Why a request was refused before, or instead of, its operation: said on the error, for whoever counts. */

/** Who refused. */
export type Refusal =
  /** The process or one operation was full. */
  | { readonly by: "load"; readonly reason: "event_loop" | "queue" | "concurrency" }
  /** The operation took longer than it may. */
  | { readonly by: "timeout" }
  /** A rate limit, by its name. */
  | { readonly by: "rate_limit"; readonly limit: string };

const refusals = new WeakMap<object, Refusal>();

/** Says of an error why it was thrown. */
export function refusedBecause<E extends Error>(refusal: Refusal, error: E): E {
  refusals.set(error, refusal);
  return error;
}

/** Why an error was thrown, where that was said. */
export function refusalOf(error: unknown): Refusal | undefined {
  return typeof error === "object" && error !== null ? refusals.get(error) : undefined;
}
