/** `tenon client <module>`: a typed client of an app as one file, for another repository. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { commonOptions } from "../app/app-options.ts";
import { clientFile, routesFile } from "../client-file/client-file.ts";
import { type Command, CommandError, textOf } from "./command.ts";
import { loadApp } from "./load-app.ts";

export const client: Command = {
  name: "client",
  summary: "write a typed client of an app as one file",
  positionals: ["<module>"],
  options: {
    out: {
      type: "string",
      short: "o",
      value: "<file>",
      help: "write it to this file (default: standard output)",
    },
    routes: {
      type: "boolean",
      help: "only where the operations are: for createClient<typeof api>(routes, ...) of tenon/client in a browser",
    },
    check: { type: "boolean", help: "write nothing; exit with 1 when the file is not what it would be" },
  },
  details: "The file imports nothing and runs in browsers and on servers. Make it anew when the API changes.",
  async run(given) {
    const { options, openapi } = (await loadApp(given.positionals[0] as string)).app;
    const { routes, errorShape } = options;
    const described = { routes, common: commonOptions(options), document: openapi(), errorShape };
    const text = given.values.routes === true ? routesFile(described) : clientFile(described);
    const out = textOf(given, "out");
    if (given.values.check === true) return check(out, text);
    if (out === undefined) {
      // The process ends right after this; a long text through a pipe must have left by then.
      await new Promise<void>((resolve) => process.stdout.write(text, () => resolve()));
      return 0;
    }
    try {
      writeFileSync(out, text);
    } catch (error) {
      throw new CommandError(`The client cannot be written: ${(error as Error).message}.`);
    }
    return 0;
  },
};

function check(out: string | undefined, text: string): number {
  if (out === undefined) throw new CommandError("--check needs --out: which file is it about?");
  if (existsSync(out) && readFileSync(out, "utf8") === text) return 0;
  throw new CommandError(
    `${out} is not what "tenon client" writes now: the API has changed. Write it anew, without --check.`,
  );
}
