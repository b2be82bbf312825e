/** What a client file does at run time: the client's own modules, put together to one text without imports. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** In an order in which nothing is used before it is there. None of them knows anything of the server. */
export const runtimeModules: readonly string[] = [
  "contract/fault",
  "http/error-reading",
  "sockets/transport",
  "client/call-options",
  "client/call-result",
  "client/abortable-wait",
  "client/authorization",
  "client/retries",
  "client/text-lines",
  "client/event-lines",
  "client/event-stream",
  "client/client-socket",
  "client/request",
  "client/web-socket",
  "client/connect",
];

/** The TypeScript text of the run time. The built package has the sources beside the compiled files, as `*.ts.txt`. */
export function runtimeText(): string {
  const extension = import.meta.filename.endsWith(".ts") ? ".ts" : ".ts.txt";
  return runtimeModules
    .map((name) => readFileSync(join(import.meta.dirname, "..", name + extension), "utf8"))
    .map((text) => text.replaceAll(/^import [^;]*;\n/gm, ""))
    .join("\n");
}

/** The words with a capital letter in a text, comments left out: what types of an API cannot be called beside it. */
export function takenNames(text: string): ReadonlySet<string> {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
  return new Set(code.match(/\b[A-Z]\w*/g) ?? []);
}
