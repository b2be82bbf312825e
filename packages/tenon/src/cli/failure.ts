/** How a failure is shown: what a person can act on, without the framework's own frames. */
import { fileURLToPath } from "node:url";
import { inspect } from "node:util";

/** Errors whose message says all there is to say. */
const plain = new Set([
  "StartError",
  "ConfigError",
  "ContractError",
  "ListenError",
  "UsageError",
  "CommandError",
]);

/** The text of a failure: the message alone where that is enough, with the stack of the service's own files otherwise. */
export function failureText(error: unknown): string {
  if (!(error instanceof Error)) return `Something that is no error was thrown: ${inspect(error)}`;
  if (plain.has(error.name)) return error.message;
  return inspect(withoutNoise(error));
}

/** Removes the frames of Node.js and of Tenon's command line; they are the same in every failure. */
function withoutNoise(error: Error): Error {
  const own = fileURLToPath(new URL(".", import.meta.url));
  const lines = (error.stack ?? String(error)).split("\n");
  const kept = lines.filter(
    (line) => !/^\s+at /.test(line) || !(line.includes("node:internal") || line.includes(own)),
  );
  const shown = new Error(error.message, error.cause === undefined ? undefined : { cause: error.cause });
  shown.stack = kept.join("\n");
  Object.assign(shown, errorFields(error));
  return shown;
}

/** What the error carries beside message and stack, such as a database's code; Node's own code is in the stack already. */
function errorFields(error: Error): Record<string, unknown> {
  const fields: Record<string, unknown> = { ...error };
  if (String(fields.code).startsWith("ERR_")) delete fields.code;
  return fields;
}
