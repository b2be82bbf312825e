/** The line of source that an error comes from, as an editor would show it. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** A place in a stack: a file's URL or its path, a line, a column. */
const place = /(?:\(|\s)((?:file:\/\/)?\/[^()\s]+?):(\d+):(\d+)\)?$/;

/**
 * The line with its number, and a mark under the column; of the first frame that is the project's own.
 * @param stack the stack of an error; Node strips types without moving what is left, so that its places are those of the source
 * @returns undefined where there is no such frame, or its file cannot be read
 */
export function sourceLine(stack: string): string | undefined {
  for (const frame of stack.split("\n")) {
    const [, file = "", line = "", column = ""] = place.exec(frame) ?? [];
    if (file === "" || file.includes("/node_modules/")) continue;
    const text = lineOf(file, Number(line));
    if (text === undefined) return undefined;
    const margin = `${line} | `;
    const before = text.slice(0, Number(column) - 1).replaceAll(/[^\t]/g, " ");
    return `${margin}${text}\n${" ".repeat(margin.length - 2)}| ${before}^`;
  }
  return undefined;
}

function lineOf(file: string, line: number): string | undefined {
  try {
    const path = file.startsWith("file:") ? fileURLToPath(file) : file;
    return readFileSync(path, "utf8").split("\n")[line - 1];
  } catch {
    return undefined;
  }
}
