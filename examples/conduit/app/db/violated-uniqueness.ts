/** The name of the unique constraint that a failed query violated; PostgreSQL's SQLSTATE says so. */
export function violatedUniqueness(error: unknown): string | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code, constraint } = cause as { code?: unknown; constraint?: unknown };
    if (code === "23505" && typeof constraint === "string") return constraint;
  }
  return undefined;
}
