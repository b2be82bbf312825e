/** What may stand in a header (RFC 9110, 5.1 and 5.5): asked at start-up, so that a slip does not wait for a request. */

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const VALUE = /^[\t\x20-\x7e]+$/;

/** Whether a text is a token: a method, a header's name. */
export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

/**
 * Insists on a header's name and gives it in lower case, as replies have it.
 * @param where what is being set up, for the message
 * @throws {TypeError} when it is no header's name
 */
export function headerName(where: string, name: string): string {
  if (!isToken(name)) throw new TypeError(`${where}: ${JSON.stringify(name)} is not the name of a header`);
  return name.toLowerCase();
}

/**
 * Insists on a header's value: visible ASCII, spaces and tabs; no line breaks.
 * @param where what is being set up, for the message
 * @throws {TypeError} when it cannot stand in a header
 */
export function headerValue(where: string, value: string): string {
  if (!VALUE.test(value)) throw new TypeError(`${where}: ${JSON.stringify(value)} cannot stand in a header`);
  return value;
}
