/**
 * Values of cookies as text. Most stand for themselves; one with a space, a comma or the like stands in double quotes with
 * backslash escapes, as Python's `http.cookies` writes and reads it, so that services in both languages can share a cookie.
 * Nothing is percent-encoded or decoded: RFC 6265 knows nothing of it, and what is in a cookie is the application's own.
 */

/** What needs no quotes. */
const bare = /^[\w!#$%&'*+.^`|~:-]+$/;

/**
 * A value as it is sent: bare, or in quotes, where a backslash stands before a quote and before the octal number of whatever else
 * a header cannot carry.
 * @throws {TypeError} for characters beyond Latin-1: encode them first, with `encodeURIComponent` say
 * @example
 * cookieText("x y"); // "x y", in quotes
 */
export function cookieText(value: string): string {
  if (bare.test(value)) return value;
  const escaped = value.replace(/[^\w!#$%&'*+.^`|~:() /<=>?@[\]{}-]/g, (character) => {
    if (character === '"' || character === "\\") return `\\${character}`;
    const code = character.charCodeAt(0);
    if (code <= 0xff) return `\\${code.toString(8).padStart(3, "0")}`;
    throw new TypeError(
      `The value of a cookie cannot carry ${JSON.stringify(character)}: encode it first, with encodeURIComponent say`,
    );
  });
  return `"${escaped}"`;
}

/** The cookies of a `Cookie` header, by name; of repeated names the last counts. Without a prototype. */
export function readCookies(header: string): { readonly [name: string]: string } {
  const cookies: Record<string, string> = Object.create(null);
  for (const pair of header.split(";")) {
    const equals = pair.indexOf("=");
    if (equals === -1) continue;
    cookies[pair.slice(0, equals).trim()] = unquoted(pair.slice(equals + 1).trim());
  }
  return cookies;
}

/** Without quotes and escapes, where it has both quotes: `\"` is a quote, `\054` the character of that octal number. */
function unquoted(value: string): string {
  if (value.length < 2 || !value.startsWith('"') || !value.endsWith('"')) return value;
  return value
    .slice(1, -1)
    .replace(/\\(?:([0-3][0-7][0-7])|(.))/gs, (_, octal: string | undefined, character: string) =>
      octal === undefined ? character : String.fromCharCode(Number.parseInt(octal, 8)),
    );
}
