/** Where the logs of a service under development go: through pino-pretty if its project has that, else as they are. */
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

/**
 * A stream for the JSON lines of a service.
 * @param file a file of the project, from where pino-pretty is looked for
 */
export async function logOutput(file: string): Promise<NodeJS.WritableStream> {
  const path = resolved(file);
  if (path === undefined) return process.stdout;
  const { default: pretty } = (await import(pathToFileURL(path).href)) as { default: Pretty };
  return pretty({
    colorize: process.stdout.isTTY === true,
    translateTime: "SYS:HH:MM:ss",
    ignore: "pid,hostname",
    // Lines must not be held back while the next child is starting.
    sync: true,
  });
}

type Pretty = (options: {
  readonly colorize: boolean;
  readonly translateTime: string;
  readonly ignore: string;
  readonly sync: boolean;
}) => NodeJS.WritableStream;

function resolved(file: string): string | undefined {
  try {
    return createRequire(file).resolve("pino-pretty");
  } catch {
    return undefined;
  }
}
