/**
 * The cookies of a request. Values are percent-encoded when Tenon writes them (RFC 6265, 4.1.1 has no other way for a space, a
 * comma or a semicolon); what Python services write is in double quotes with backslash escapes, and is read as well.
 */

/** The cookies of a `Cookie` header, by name; of repeated names the last counts. Without a prototype. */
export function readCookies(header: string): { readonly [name: string]: string } {
  const cookies: Record<string, string> = Object.create(null);
  for (const pair of header.split(";")) {
    const equals = pair.indexOf("=");
    if (equals === -1) continue;
    const value = pair.slice(equals + 1).trim();
    cookies[pair.slice(0, equals).trim()] = isQuoted(value) ? unquoted(value) : percentDecoded(value);
  }
  return cookies;
}

function percentDecoded(value: string): string {
  if (!value.includes("%")) return value;
  try {
    return decodeURIComponent(value);
  } catch {
    // Somebody else's value, which stands for itself.
    return value;
  }
}

function isQuoted(value: string): boolean {
  return value.length > 1 && value.startsWith('"') && value.endsWith('"');
}

/** Without the quotes: `\"` is a quote, `\054` the byte of that octal number. */
function unquoted(value: string): string {
  const inner = value.slice(1, -1);
  if (!inner.includes("\\")) return inner;
  return inner.replace(/(?:\\[0-3][0-7]{2})+|\\(.)/g, (escapes, character: string | undefined) => {
    return (
      character ??
      utf8.decode(Uint8Array.from(escapes.split("\\").slice(1), (code) => Number.parseInt(code, 8)))
    );
  });
}

const utf8 = new TextDecoder();
