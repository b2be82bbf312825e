/** Where a service listens: flags win over the environment, that over the module's export `server`, that over the defaults. */
import type { ServerSettings } from "../server/serve-options.ts";
import { CommandError, type CommandOption, type Given, textOf, UsageError } from "./command.ts";

/** The options of the commands that listen. */
export function listenOptions(host: string): { readonly [name: string]: CommandOption } {
  return {
    port: {
      type: "string",
      short: "p",
      value: "<number>",
      help: "listen on this port; 0 takes any free one (or PORT; default: 8000)",
    },
    host: { type: "string", value: "<address>", help: `listen on this address (or HOST; default: ${host})` },
    socket: { type: "string", value: "<path>", help: "listen on a Unix socket instead" },
  };
}

/**
 * The settings of a server.
 * @throws {UsageError} for a bad flag
 * @throws {CommandError} for a bad variable or a bad export
 */
export function serverSettings(given: Given, exported: ServerSettings, host: string): ServerSettings {
  const port =
    portOf(textOf(given, "port"), "--port", UsageError) ?? portOf(variable("PORT"), "PORT", CommandError);
  const socket = textOf(given, "socket");
  return {
    ...{ host },
    ...withoutUndefined(exported),
    ...withoutUndefined({ host: textOf(given, "host") ?? variable("HOST"), port, socket }),
  };
}

/** `PORT=` in a compose file means "not set". */
function variable(name: string): string | undefined {
  const value = process.env[name];
  return value === "" ? undefined : value;
}

function portOf(
  text: string | undefined,
  name: string,
  Failure: typeof UsageError | typeof CommandError,
): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new Failure(`${name} must be a port, 0 to 65535; it is "${text}".`);
}

function withoutUndefined<T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as { [K in keyof T]: Exclude<T[K], undefined> };
}
