/** `tenon generate resource|job|dependency <name>`: writes code into the project of the current folder. */
import { generate as generateInto, type Kind, kinds } from "../generate/generate.ts";
import { GenerationError } from "../generate/generation-error.ts";
import { type Command, CommandError, textOf, UsageError } from "./command.ts";

export const generate: Command = {
  name: "generate",
  summary: "write a resource, a job or a dependency into a project, with its tests",
  positionals: [`<${kinds.join("|")}>`, "<name>"],
  more: "[field:type...]",
  options: {
    plural: {
      type: "string",
      value: "<name>",
      help: "the plural, where it is not the regular one: --plural people",
    },
  },
  details: `Types of fields: string, text, integer, number, boolean, date, datetime, uuid, "enum(a|b)"; a "?" behind it for what may be absent.
  tenon generate resource article title:string body:text published:boolean
What is there already is never overwritten.`,
  async run(given) {
    const [kind = "", name = "", ...fields] = given.positionals;
    if (!isKind(kind)) throw new UsageError(`"tenon generate" knows ${kinds.join(", ")}; not "${kind}".`);
    try {
      const options = { kind, name, fields, plural: textOf(given, "plural"), project: process.cwd() };
      for (const path of await generateInto(options)) console.log(path);
      return 0;
    } catch (error) {
      if (error instanceof GenerationError) throw new CommandError(error.message, { cause: error });
      throw error;
    }
  },
};

function isKind(word: string): word is Kind {
  return kinds.some((kind) => kind === word);
}
