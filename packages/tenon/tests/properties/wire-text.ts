/** Between values and the texts that stand for them in a path, a query, a header, a cookie or a form. */

/** Where a text stands. */
export type Place = "path" | "query" | "header" | "cookie" | "form";

/** The texts of a value, a list's one by one; undefined where this value has none that could be sent there. */
export function textsOf(place: Place, value: unknown): string[] | undefined {
  if (Array.isArray(value)) {
    const texts = value.map(textOf);
    // An empty list is nothing to send.
    if (texts.length === 0 || !texts.every((text) => text !== undefined && fitsInList(place, text)))
      return undefined;
    return texts as string[];
  }
  const text = textOf(value);
  return text !== undefined && fitsIn(place, text) ? [text] : undefined;
}

function textOf(value: unknown): string | undefined {
  // No text means null, and an object has none that the document could name.
  return typeof value === "object" || value === undefined ? undefined : String(value);
}

function fitsIn(place: Place, text: string): boolean {
  switch (place) {
    case "path":
      // Clients take dot segments away, and an empty segment is another path.
      return !["", ".", ".."].includes(text);
    case "header":
      return /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(text);
    case "form":
      // What an untouched field sends.
      return text !== "";
    case "cookie":
      // What stands for itself: the spellings of all other characters are `cookie-text.test.ts`'s.
      return /^[\w!#$%&'*+.^`|~:-]*$/.test(text);
    case "query":
      return true;
  }
}

function fitsInList(place: Place, text: string): boolean {
  return place === "header" ? /^[\w.:@-]+$/.test(text) : fitsIn(place, text);
}

/** All that a text may be taken for: a schema that allows none of it must refuse the text. */
export function meanings(text: string): unknown[] {
  const number = Number(text);
  const isNumber = text.trim() !== "" && Number.isFinite(number);
  const isTrue = /^(true|1|yes|on|t|y)$/i.test(text);
  const isFalse = /^(false|0|no|off|f|n)$/i.test(text);
  return [text, ...(isNumber ? [number] : []), ...(isTrue ? [true] : []), ...(isFalse ? [false] : [])];
}
