/** Queries and urlencoded bodies, as the URL standard reads them; repeated names make a list. */
import { parse } from "fast-querystring";
import type { RawSource } from "../contract/source.ts";

/** The values of a query or an urlencoded body, by name. Without a prototype. */
export function readUrlEncoded(text: string): RawSource {
  return text.includes("%") && !isDecodable(text) ? readTolerantly(text) : (parse(text) as RawSource);
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** What is no percent-encoding stands for itself, and bytes that are no UTF-8 become U+FFFD. */
function readTolerantly(text: string): RawSource {
  const values: Record<string, unknown> = Object.create(null);
  // A leading question mark would be dropped: it belongs to the first name.
  for (const [name, value] of new URLSearchParams(`&${text}`)) {
    const earlier = values[name];
    values[name] = earlier === undefined ? value : [earlier, value].flat();
  }
  return values;
}
