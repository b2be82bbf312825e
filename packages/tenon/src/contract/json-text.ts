/** JSON from outside: parsed, unless it is nested deeper than anything is meant to be (RFC 8259, 9 allows a limit). */

/** The most levels: what validates and writes values calls itself for each. Pydantic takes about as many. */
export const deepestJson = 256;

/** JSON that is nested too deep; everything else that is wrong is a plain `SyntaxError`. */
export class JsonDepthError extends SyntaxError {
  override readonly name = "JsonDepthError";

  constructor() {
    super(`Nested deeper than ${deepestJson} levels`);
  }
}

/**
 * `JSON.parse` with a limit of depth.
 * @throws {SyntaxError} for what is no JSON; {JsonDepthError} for what is too deep
 */
export function parseJsonText(text: string): unknown {
  if (text.length > deepestJson && mayBeDeep(text) && isDeep(text)) throw new JsonDepthError();
  return JSON.parse(text);
}

/** Where a text stops being JSON and why, in words that are the same in every runtime. */
export function jsonFailure(error: unknown, text: string): { readonly at: number; readonly reason: string } {
  const { message } = error as SyntaxError;
  if (error instanceof JsonDepthError) return { at: text.length, reason: message };
  const position = /at position (\d+)/.exec(message)?.[1];
  if (position === undefined) return { at: text.length, reason: "The text ends too early" };
  return { at: Number(position), reason: `Unexpected text at position ${position}` };
}

/** Whether enough is opened at all: what `indexOf` can tell costs next to nothing. */
function mayBeDeep(text: string): boolean {
  let opened = 0;
  for (const bracket of ["{", "["]) {
    for (let at = text.indexOf(bracket); at !== -1; at = text.indexOf(bracket, at + 1)) {
      opened += 1;
      if (opened > deepestJson) return true;
    }
  }
  return false;
}

function isDeep(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case 0x22: // "
        at = endOfString(text, at);
        break;
      case 0x5b: // [
      case 0x7b: // {
        depth += 1;
        if (depth > deepestJson) return true;
        break;
      case 0x5d: // ]
      case 0x7d: // }
        depth -= 1;
        break;
    }
  }
  return false;
}

/** Where a string ends that begins here. */
function endOfString(text: string, begin: number): number {
  for (let at = begin + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return at;
    if (code === 0x5c) at += 1;
  }
  return text.length;
}
