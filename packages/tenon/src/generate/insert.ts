/** Putting entries into the text of a TypeScript file, without changing anything else in it. */

const closers: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

/**
 * Adds an entry at the end of the list, record or call whose opening bracket is the last character of what `opening` matches.
 *
 * @returns undefined where there is no such place
 */
export function appendEntry(text: string, opening: RegExp, entry: string): string | undefined {
  const found = bracket(text, opening);
  return found && insertBefore(text, found.end, entry);
}

/** The same at the end of the record that a call has as its last argument: `router({ ... }, { here })`. */
export function appendToLastRecord(text: string, opening: RegExp, entry: string): string | undefined {
  const call = bracket(text, opening);
  const end = call === undefined ? -1 : text.lastIndexOf("}", call.end);
  return call === undefined || end < call.start ? undefined : insertBefore(text, end, entry);
}

/** Adds an import behind the last one. */
export function addImport(text: string, line: string): string {
  const imports = [...text.matchAll(/^(?:import\b[\s\S]*?;|\} from "[^"]+";)$/gm)];
  const last = imports.at(-1);
  if (last === undefined) return `${line}\n${text}`;
  const end = last.index + last[0].length;
  return `${text.slice(0, end)}\n${line}${text.slice(end)}`;
}

/** What stands between the brackets. */
export function contentOf(text: string, opening: RegExp): string | undefined {
  const found = bracket(text, opening);
  return found && text.slice(found.start + 1, found.end);
}

function insertBefore(text: string, end: number, entry: string): string {
  const before = text.slice(0, end).trimEnd();
  const space = text.slice(before.length, end);
  const comma = /[,([{]$/.test(before) ? "" : ",";
  // On lines of their own where the others are.
  const [gap, tail] = space.includes("\n") ? ["\n", `,${space}`] : [" ", space];
  return `${before}${comma}${gap}${entry}${tail}${text.slice(end)}`;
}

function bracket(text: string, opening: RegExp): { start: number; end: number } | undefined {
  const match = opening.exec(text);
  if (match === null) return undefined;
  const start = match.index + match[0].length - 1;
  const end = closing(text, start);
  return end === undefined ? undefined : { start, end };
}

/** Where the bracket at `start` is closed; brackets in strings, templates and comments do not count. */
function closing(text: string, start: number): number | undefined {
  const tokens = /\/\/.*|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`|[()[\]{}]/g;
  tokens.lastIndex = start;
  const open: string[] = [];
  for (let token = tokens.exec(text); token !== null; token = tokens.exec(text)) {
    const closer = closers[token[0]];
    if (closer !== undefined) open.push(closer);
    else if (token[0] === open.at(-1)) open.pop();
    if (open.length === 0) return token.index;
  }
  return undefined;
}
