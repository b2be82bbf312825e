/** What a caller is told who comes at a bad time. */
import { withoutStack } from "../contract/without-stack.ts";
import { type DeclaredError, defineError } from "../http/errors.ts";
import { refusedBecause } from "../http/refusal-cause.ts";

/** The service, or one operation, is full: 503 with `Retry-After`. Declare it where it is to be in the document. */
export const Overloaded = defineError(503, "overloaded", {
  message: "The service is busy, try again later",
});

/** The operation took longer than it may: 503. Declare it where it is to be in the document. */
export const TimedOut = defineError(503, "timed_out", {
  message: "The request took too long and was given up",
});

/** @param retryAfter in seconds */
export function overloaded(
  reason: "event_loop" | "queue" | "concurrency",
  retryAfter: number,
): DeclaredError {
  const headers = { "retry-after": String(retryAfter) };
  return refusedBecause(
    { by: "load", reason },
    withoutStack(() => new Overloaded(undefined, { headers })),
  );
}

/** An operation's time is over. */
export function timedOut(): DeclaredError {
  return refusedBecause({ by: "timeout" }, new TimedOut());
}
