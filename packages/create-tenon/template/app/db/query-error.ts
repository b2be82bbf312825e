/** What a failed query says: which constraint it broke, and nothing that belongs to a user. */
import { DrizzleQueryError } from "drizzle-orm";
import { HttpError } from "tenon";

/**
 * The name of the unique constraint or index that a failed query violated. The constraint is the truth: looking first and
 * inserting then would let two requests at once through.
 */
export function violatedUniqueness(error: unknown): string | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code, constraint } = cause as { code?: unknown; constraint?: unknown };
    if (code === uniqueViolation && typeof constraint === "string") return constraint;
  }
  return undefined;
}

/** PostgreSQL's SQLSTATE. */
const uniqueViolation = "23505";

/**
 * The error to pass on. Drizzle puts the parameters of a failed query into its message: e-mails and password hashes would go to
 * the log.
 */
export function withoutParameters(error: unknown): unknown {
  if (error instanceof DrizzleQueryError) {
    // Thrown at the beginning of the transaction, before the query: Drizzle wraps that, too.
    if (error.cause instanceof HttpError) return error.cause;
    const { message } = error;
    error.params = [];
    error.message = `Failed query: ${error.query}`;
    error.stack = (error.stack ?? "").replace(message, error.message);
    // The reason is PostgreSQL's own sentence. `detail` and `where` repeat the row's values; `params` is PGlite's.
    const revealing = { detail: undefined, where: undefined, params: undefined };
    if (error.cause !== undefined) Object.assign(error.cause, revealing);
  }
  return error;
}
