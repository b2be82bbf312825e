/** The command line of `npm create tenon`. */
import { parseArgs } from "node:util";
import { type DatabaseChoice, type DeployTarget, databases, deployTargets, Refusal } from "./project.ts";

/** What the command line says; what is undefined may be asked. */
export interface Given {
  readonly path: string | undefined;
  readonly isMinimal: boolean | undefined;
  readonly database: DatabaseChoice | undefined;
  readonly deploy: readonly DeployTarget[] | undefined;
  /** Takes the defaults for what is not said, and asks nothing. */
  readonly yes: boolean;
  readonly git: boolean;
  readonly install: boolean;
  readonly help: boolean;
}

/** The text of `--help`. */
export const help = `npm create tenon@latest [folder] -- [options]

  --yes                     ask nothing: the whole service, embedded database, all deploy files
  --minimal                 an app of one endpoint, without a database
  --database <choice>       ${databases.join(" or ")}
  --deploy <files>          ${deployTargets.join(",")} (any of them), or none
  --no-git                  no git repository
  --no-install              no npm install
  --help                    show this

The folder's name is the project's; "." is the current folder. It must be new or empty.`;

/**
 * Reads the command line.
 *
 * @throws {Refusal} for what it does not know
 */
export function readCommandLine(args: readonly string[]): Given {
  const { values, positionals } = parsed(args);
  const { minimal, database, deploy } = values;
  if (positionals.length > 1)
    throw new Refusal(`One folder at a time: what is "${positionals[1]}"?\n\n${help}`);
  if (minimal && (database !== undefined || (deploy !== undefined && deploy !== "none")))
    throw new Refusal("--minimal has no database and no deploy files: leave out --database and --deploy.");
  return {
    path: positionals[0],
    isMinimal: minimal ?? (database === undefined && deploy === undefined ? undefined : false),
    database: database === undefined ? undefined : oneOf(databases, database, "--database"),
    deploy: deploy === undefined ? undefined : targetsOf(deploy),
    yes: values.yes ?? false,
    git: !values["no-git"],
    install: !values["no-install"],
    help: values.help ?? false,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        yes: { type: "boolean", short: "y" },
        minimal: { type: "boolean" },
        database: { type: "string" },
        deploy: { type: "string" },
        "no-git": { type: "boolean" },
        "no-install": { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new Refusal(`${(error as Error).message.split(/\.?\n/)[0]}.\n\n${help}`, { cause: error });
  }
}

function targetsOf(text: string): DeployTarget[] {
  if (text === "none") return [];
  return text.split(",").map((word) => oneOf(deployTargets, word.trim(), "--deploy"));
}

function oneOf<Word extends string>(words: readonly Word[], word: string, option: string): Word {
  const found = words.find((it) => it === word);
  if (found === undefined) throw new Refusal(`${option} takes ${words.join(", ")}; not "${word}".`);
  return found;
}
