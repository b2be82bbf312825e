/** The database is away: a reason to come back later, and no defect of this service. */
import { HttpError } from "tenon";

/** How long callers are asked to wait, in seconds. */
const retryAfter = "5";

/** What Node says of a connection that cannot be made, or that broke. */
const network = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
]);

/**
 * PostgreSQL's conditions (appendix A): connection exceptions (class 08), shutting down and starting up (57P01 to 57P03), too many
 * connections (53300).
 */
const conditions = /^(08...|57P0[1-3]|53300)$/;

/** What `pg` says of its own connections, for which it has no codes. */
const sentences =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/;

/**
 * An error for callers where the database was the reason: 503 with `Retry-After`; every other error as it is. Whether a commit that
 * broke off was done nobody knows: whoever must not do something twice sends an `Idempotency-Key`, or looks first.
 */
export function unlessUnavailable(error: unknown): unknown {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof HttpError) return error;
    const { code } = cause as { readonly code?: unknown };
    const known = typeof code === "string" && (network.has(code) || conditions.test(code));
    if (known || sentences.test(cause.message))
      return new HttpError(503, "The database cannot be reached at the moment", {
        cause: error,
        headers: { "retry-after": retryAfter },
      });
  }
  return error;
}
