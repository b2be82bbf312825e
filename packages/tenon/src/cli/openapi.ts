/** `tenon openapi <module>`: the OpenAPI document of an app, and what in it breaks those who use an older one. */
import { readFileSync, writeFileSync } from "node:fs";
import { breakingChanges } from "../compatibility/breaking-changes.ts";
import type { OpenApiDocument } from "../openapi/document-types.ts";
import { type Command, CommandError, textOf } from "./command.ts";
import { loadApp } from "./load-app.ts";

export const openapi: Command = {
  name: "openapi",
  summary: "write the OpenAPI document of an app, or compare it with a committed one",
  positionals: ["<module>"],
  options: {
    out: {
      type: "string",
      short: "o",
      value: "<file>",
      help: "write it to this file (default: standard output)",
    },
    check: {
      type: "string",
      value: "<file>",
      help: "list what breaks the clients of the document in this file; 1 when something does",
    },
  },
  details: [
    "A change breaks when a client of the committed document may fail: an operation, a success or a property of an answer is gone, an",
    "input is required or takes less, a value comes that it does not know, more rights are needed. What is added breaks nobody.",
    "",
    "tenon openapi app/main.ts --check openapi.json && tenon openapi app/main.ts --out openapi.json",
  ].join("\n"),
  async run(given) {
    const { app } = await loadApp(given.positionals[0] as string);
    const [out, check] = [textOf(given, "out"), textOf(given, "check")];
    const document = app.openapi();
    const code = check === undefined ? 0 : await compare(committed(check), document, check);
    if (code === 0 && (out !== undefined || check === undefined)) await write(document, out);
    return code;
  },
};

async function compare(before: OpenApiDocument, after: OpenApiDocument, file: string): Promise<number> {
  const changes = breakingChanges(before, after);
  const lines = changes.map(({ operation, what }) => `  ${operation}: ${what}`);
  if (changes.length === 0) await print(`Nothing breaks the clients of ${file}.\n`);
  else await print(`What breaks the clients of ${file} (${changes.length}):\n${lines.join("\n")}\n`);
  return changes.length === 0 ? 0 : 1;
}

function committed(file: string): OpenApiDocument {
  let document: unknown;
  try {
    document = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new CommandError(`The committed document cannot be read: ${(error as Error).message}.`);
  }
  const paths = (document as { readonly paths?: unknown } | null)?.paths;
  if (typeof paths !== "object" || paths === null)
    throw new CommandError(`${file} is no OpenAPI document: it has no paths.`);
  return document as OpenApiDocument;
}

async function write(document: OpenApiDocument, out: string | undefined): Promise<void> {
  const text = `${JSON.stringify(document, null, 2)}\n`;
  if (out === undefined) return print(text);
  try {
    writeFileSync(out, text);
  } catch (error) {
    throw new CommandError(`The document cannot be written: ${(error as Error).message}.`);
  }
}

/** The process ends right after this; a long text through a pipe must have left by then. */
function print(text: string): Promise<void> {
  return new Promise((resolve) => process.stdout.write(text, () => resolve()));
}
