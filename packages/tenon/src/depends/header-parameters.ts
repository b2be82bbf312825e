/** A parameter of a header: `; name=value` or `; name="value"`. A backslash is one unless it escapes a quote or itself. */
const parameter = /;\s*([!#$%&'*+.^_`|~\w-]+)\s*=\s*(?:"((?:\\["\\]|\\(?!["\\])|[^"\\])*)"|([^;\s]*))/g;

/**
 * The parameters of a header like `Content-Type` (RFC 9110, 5.6.6), by name in lower case; of repeated ones the first counts.
 * @example
 * headerParameters('multipart/form-data; boundary="x"').get("boundary"); // x
 */
export function headerParameters(header: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, name = "", quoted, bare = ""] of header.matchAll(parameter)) {
    const key = name.toLowerCase();
    if (!found.has(key)) found.set(key, quoted?.replace(/\\(["\\])/g, "$1") ?? bare);
  }
  return found;
}
