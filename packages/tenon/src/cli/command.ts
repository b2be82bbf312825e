/** What a command of `tenon` is, and how its arguments are read. */
import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import { closest } from "./closest.ts";

/** An option of a command, as `node:util` reads it and as the help shows it. */
export interface CommandOption {
  readonly type: "string" | "boolean";
  readonly short?: string;
  /** What stands for its value in the help: `<number>`. */
  readonly value?: string;
  /** One line for the help. */
  readonly help: string;
}

/** What was given to a command. */
export interface Given {
  readonly positionals: readonly string[];
  readonly values: { readonly [option: string]: string | boolean | undefined };
}

/** A command of `tenon`. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands; none keeps it out of the list. */
  readonly summary?: string;
  /** What follows the name in the help: `<module>`. */
  readonly positionals: readonly string[];
  /** What may follow these, any number of times: `[field...]`. */
  readonly more?: string;
  readonly options: { readonly [name: string]: CommandOption };
  /** Further lines of its help. */
  readonly details?: string;
  /** @returns the exit code */
  readonly run: (given: Given) => Promise<number>;
}

/** The command line itself is wrong: exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Something outside the framework is not as the command needs it; the message says all. Exit code 1. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}

/**
 * Reads the arguments of a command.
 * @throws {UsageError} for an option it does not have, a missing value, too few or too many arguments
 */
export function readArguments(command: Command, args: readonly string[]): Given {
  const options: ParseArgsOptionsConfig = {};
  for (const [name, { type, short }] of Object.entries(command.options)) {
    options[name] = short === undefined ? { type } : { type, short };
  }
  let given: Given;
  try {
    given = parseArgs({ args: [...args], options, allowPositionals: true, strict: true }) as Given;
  } catch (error) {
    throw new UsageError(explain(command, error as NodeJS.ErrnoException));
  }
  const { length } = given.positionals;
  const missing = command.positionals[length];
  if (missing !== undefined) {
    throw new UsageError(`"tenon ${command.name}" needs ${missing}: tenon ${usageOf(command)}`);
  }
  if (length > command.positionals.length && command.more === undefined) {
    const extra = given.positionals[command.positionals.length];
    throw new UsageError(
      `"tenon ${command.name}" does not know what to do with "${extra}": tenon ${usageOf(command)}`,
    );
  }
  return given;
}

/** The value of an option that takes one. */
export function textOf(given: Given, option: string): string | undefined {
  const value = given.values[option];
  return typeof value === "string" ? value : undefined;
}

/** One line: the name, its arguments, its options. */
export function usageOf({ name, positionals, more, options }: Command): string {
  const rest = [
    ...(more === undefined ? [] : [more]),
    ...(Object.keys(options).length > 0 ? ["[options]"] : []),
  ];
  return [name, ...positionals, ...rest].join(" ");
}

function explain(command: Command, error: NodeJS.ErrnoException): string {
  const option = /'(-[^' ]*)/.exec(error.message)?.[1] ?? "";
  if (error.code === "ERR_PARSE_ARGS_UNKNOWN_OPTION") {
    const similar = closest(option.replace(/^-+/, ""), Object.keys(command.options));
    const hint = similar === undefined ? `See "tenon ${command.name} --help".` : `Did you mean --${similar}?`;
    return `"tenon ${command.name}" has no option ${option}. ${hint}`;
  }
  return `"tenon ${command.name}": ${error.message.split(/\.?\n/)[0]}.`;
}
