/** Why a job failed, as it is kept with it: what an operator needs, and no values of the input. */

/** An error in the engine's row of a job. */
export interface Reason {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
}

/** The reason in an error; whatever was thrown. */
export function reasonOf(error: unknown): Reason {
  if (!(error instanceof Error)) return { name: "Error", message: String(error) };
  const { name, message, stack } = error;
  const cause = error.cause === undefined ? "" : `\nCaused by: ${reasonOf(error.cause).stack ?? error.cause}`;
  return { name, message, ...(stack === undefined ? {} : { stack: stack + cause }) };
}

/** The one line of a stored reason: our own form, a text, or what the engine itself writes. */
export function reasonText(output: unknown): string {
  if (output === null || output === undefined) return "unknown";
  if (typeof output !== "object") return String(output);
  const { name, message, value } = output as { name?: unknown; message?: unknown; value?: unknown };
  if (typeof message === "string")
    return typeof name === "string" && name !== "Error" ? `${name}: ${message}` : message;
  return typeof value === "string" ? value : JSON.stringify(output);
}
