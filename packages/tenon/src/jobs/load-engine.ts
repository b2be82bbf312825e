/** The engine is pg-boss, an optional package: loaded when an app with jobs starts, and by nothing else. */
import { StartError } from "../depends/start-error.ts";

/**
 * Imports pg-boss.
 * @throws {StartError} saying what to install
 */
export async function loadEngine(): Promise<typeof import("pg-boss")> {
  try {
    return await import("pg-boss");
  } catch (cause) {
    if (!isMissing(cause)) throw cause;
    throw new StartError(
      "Jobs are kept by pg-boss, which is not installed: npm install pg-boss @opentelemetry/api (the second one it imports itself).",
      { cause },
    );
  }
}

function isMissing(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return code === "ERR_MODULE_NOT_FOUND" && /'(pg-boss|@opentelemetry\/api)'/.test(String(message));
}
