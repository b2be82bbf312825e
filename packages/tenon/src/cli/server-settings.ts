/** How a service is served: flags win over the environment, that over the module's export `server`, that over the defaults. */
import { availableCpus } from "../server/cpu-limit.ts";
import type { ServerSettings, ServiceSettings, TlsFiles } from "../server/serve-options.ts";
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
    cert: { type: "string", value: "<file>", help: "HTTPS with this certificate chain (PEM)" },
    key: { type: "string", value: "<file>", help: "the private key of --cert (PEM)" },
  };
}

/** The options of the command that serves in production. */
export const processOptions: { readonly [name: string]: CommandOption } = {
  workers: {
    type: "string",
    short: "w",
    value: "<number>",
    help: 'serve in so many processes, or in as many as there are processors: "auto" (or WORKERS; default: one process)',
  },
  "drain-delay": {
    type: "string",
    value: "<seconds>",
    help: "how long to go on after SIGTERM with readiness at 503 (or DRAIN_DELAY; default: 0)",
  },
  "trust-proxy": {
    type: "string",
    value: "<ranges>",
    help: "believe X-Forwarded-* of these, separated by commas: 10.0.0.0/8, loopback, ... (or TRUST_PROXY)",
  },
};

/**
 * The settings of a server.
 * @throws {UsageError} for a bad flag
 * @throws {CommandError} for a bad variable or a bad export
 */
export function serverSettings(given: Given, exported: ServiceSettings, host: string): ServerSettings {
  const port =
    portOf(textOf(given, "port"), "--port", UsageError) ?? portOf(variable("PORT"), "PORT", CommandError);
  const socket = textOf(given, "socket");
  const { workers, ...server } = exported;
  return {
    ...{ host },
    ...withoutUndefined(server),
    ...withoutUndefined({
      host: textOf(given, "host") ?? variable("HOST"),
      port,
      socket,
      tls: tlsOf(given),
      drainDelay: drainDelayOf(given),
      trustProxy: listOf(textOf(given, "trust-proxy") ?? variable("TRUST_PROXY")),
    }),
  };
}

/**
 * How many workers are asked for; undefined for one process without any.
 * @throws {UsageError} for a bad flag
 * @throws {CommandError} for a bad variable or a bad export
 */
export function workersOf(given: Given, { workers }: ServiceSettings): number | undefined {
  const count =
    workerCount(textOf(given, "workers"), "--workers", UsageError) ??
    workerCount(variable("WORKERS"), "WORKERS", CommandError) ??
    workerCount(
      workers === undefined ? undefined : String(workers),
      'The export "server": workers',
      CommandError,
    );
  return count === "auto" ? availableCpus() : count;
}

function workerCount(
  text: string | undefined,
  name: string,
  Failure: typeof UsageError | typeof CommandError,
): number | "auto" | undefined {
  if (text === undefined || text === "auto") return text;
  if (/^[1-9]\d{0,2}$/.test(text)) return Number(text);
  throw new Failure(`${name} must be a whole number, 1 to 999, or "auto"; it is "${text}".`);
}

function tlsOf(given: Given): TlsFiles | undefined {
  const [cert, key] = [textOf(given, "cert"), textOf(given, "key")];
  if (cert === undefined && key === undefined) return undefined;
  if (cert !== undefined && key !== undefined) return { cert, key };
  throw new UsageError("--cert and --key go together: the certificate chain, and its private key.");
}

function drainDelayOf(given: Given): number | undefined {
  const flag = textOf(given, "drain-delay");
  const seconds = flag ?? variable("DRAIN_DELAY");
  if (seconds === undefined) return undefined;
  if (/^\d{1,3}(\.\d+)?$/.test(seconds)) return Number(seconds) * 1000;
  const [name, Failure] =
    flag === undefined ? (["DRAIN_DELAY", CommandError] as const) : (["--drain-delay", UsageError] as const);
  throw new Failure(`${name} must be a number of seconds, 0 to 999; it is "${seconds}".`);
}

function listOf(text: string | undefined): string[] | undefined {
  return text
    ?.split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
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
