/** `tsc --strict`, of the TypeScript that is installed in this folder. */
import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { runTool } from "./run-tool.ts";

/** A line of the compiler's, and the file that it is about. */
export interface CompileError {
  readonly file: string;
  readonly text: string;
}

const compilerOptions = {
  strict: true,
  noEmit: true,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  target: "es2022",
  lib: ["es2022", "dom", "dom.iterable"],
  module: "preserve",
  // Clients are for browsers too, which have none of Node's types.
  types: [],
};

/**
 * Compiles programs and all that they import.
 * @param folder where its configuration is written to
 * @throws {Error} when the compiler could not do its work
 */
export async function compile(folder: string, programs: readonly string[]): Promise<CompileError[]> {
  const project = join(folder, "tsconfig.json");
  await writeFile(project, JSON.stringify({ compilerOptions, files: programs }, null, 2));
  const output = await runTool("tsc", ["--project", project, "--pretty", "false"], 2);
  const lines = output.split("\n").filter((line) => /error TS\d+/.test(line));
  return lines.map((text) => {
    const file = /^(.+?)\(\d+,\d+\): /.exec(text)?.[1];
    if (file === undefined) throw new Error(text);
    return { file: resolve(import.meta.dirname, file), text };
  });
}
