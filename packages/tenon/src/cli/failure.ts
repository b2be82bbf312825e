/** How a failure is shown: what a person can act on, without the framework's own frames. */
import { fileURLToPath } from "node:url";
import { inspect } from "node:util";
import { StartError } from "../depends/start-error.ts";
import { sourceLine } from "./source-line.ts";

/** Errors whose message says all there is to say. */
const plain = new Set([
  "ConfigError",
  "ContractError",
  "ListenError",
  "CertificateError",
  "UsageError",
  "CommandError",
]);

/** The text of a failure: the message alone where that is enough, with the stack of the service's own files otherwise. */
export function failureText(error: unknown): string {
  if (!(error instanceof Error)) return `Something that is no error was thrown: ${inspect(error)}`;
  if (error instanceof StartError || plain.has(error.name)) return error.message;
  const stack = ownStack(error);
  const line = sourceLine(stack);
  const parts = [stack + fieldsText(error), ...(line === undefined ? [] : [line])];
  if (error instanceof AggregateError)
    parts.push(...error.errors.map((one) => `One of: ${failureText(one)}`));
  if (error.cause !== undefined) parts.push(`Caused by: ${failureText(error.cause)}`);
  return parts.join("\n");
}

/** The stack without the frames of Node.js and of Tenon's command line: they are the same in every failure. */
function ownStack(error: Error): string {
  const here = fileURLToPath(new URL(".", import.meta.url));
  const lines = (error.stack ?? String(error)).split("\n");
  const kept = lines.filter((line) => !/^\s+at .*node:internal/.test(line) && !line.includes(here));
  return kept.join("\n");
}

/** What an error carries beside its message, such as a database's code; Node's own errors say theirs in the stack. */
function fieldsText(error: Error): string {
  const fields: Record<string, unknown> = { ...error };
  const told = Object.keys(fields).length === 0 || String(fields.code).startsWith("ERR_");
  return told ? "" : ` ${inspect(fields)}`;
}
