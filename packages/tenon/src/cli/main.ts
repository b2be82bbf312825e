/** `tenon <command>`: finds the command, runs it, and ends with its exit code. Importing this file runs it. */
import { createRequire } from "node:module";
import { check } from "./check.ts";
import { client } from "./client.ts";
import { closest } from "./closest.ts";
import { type Command, readArguments, UsageError } from "./command.ts";
import { dev } from "./dev.ts";
import { failureText } from "./failure.ts";
import { generate } from "./generate.ts";
import { helpOf, overview } from "./help.ts";
import { openapi } from "./openapi.ts";
import { routes } from "./routes.ts";
import { serve } from "./serve.ts";
import { serveChild } from "./serve-child.ts";
import { worker } from "./worker.ts";

const commands: readonly Command[] = [
  dev,
  serve,
  worker,
  routes,
  openapi,
  client,
  check,
  generate,
  serveChild,
];

/** @returns the exit code: 0, 1 when the work failed, 2 when the command line is wrong */
async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === undefined || name === "help" || name === "--help" || name === "-h") {
    console.log(overview(commands));
    return name === undefined ? 2 : 0;
  }
  if (name === "--version" || name === "-v") {
    console.log(createRequire(import.meta.url)("tenon/package.json").version);
    return 0;
  }
  const command = commands.find((one) => one.name === name);
  if (command === undefined) throw new UsageError(unknown(name));
  if (args.includes("--help") || args.includes("-h")) {
    console.log(helpOf(command));
    return 0;
  }
  return command.run(readArguments(command, args));
}

function unknown(name: string): string {
  const similar = closest(
    name,
    commands.flatMap((one) => (one.summary === undefined ? [] : [one.name])),
  );
  const what = name.startsWith("-") ? "option" : "command";
  return `There is no ${what} "${name}". ${similar === undefined ? 'See "tenon --help".' : `Did you mean "tenon ${similar}"?`}`;
}

try {
  // Ended here and now: something that the service left open must not keep a stopped process alive.
  process.exit(await main(process.argv.slice(2)));
} catch (error) {
  console.error(failureText(error));
  process.exit(error instanceof UsageError ? 2 : 1);
}
