/** `tenon openapi <module>`: the OpenAPI document of an app. */
import { writeFileSync } from "node:fs";
import { type Command, CommandError, textOf } from "./command.ts";
import { loadApp } from "./load-app.ts";

export const openapi: Command = {
  name: "openapi",
  summary: "write the OpenAPI document of an app",
  positionals: ["<module>"],
  options: {
    out: {
      type: "string",
      short: "o",
      value: "<file>",
      help: "write it to this file (default: standard output)",
    },
  },
  async run(given) {
    const { app } = await loadApp(given.positionals[0] as string);
    const text = `${JSON.stringify(app.openapi(), null, 2)}\n`;
    const out = textOf(given, "out");
    if (out === undefined) {
      // The process ends right after this; a long document through a pipe must have left by then.
      await new Promise<void>((resolve) => process.stdout.write(text, () => resolve()));
      return 0;
    }
    try {
      writeFileSync(out, text);
    } catch (error) {
      throw new CommandError(`The document cannot be written: ${(error as Error).message}.`);
    }
    return 0;
  },
};
