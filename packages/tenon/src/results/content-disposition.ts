/** What a browser does with a file, and what it calls it. */
export type Disposition = "inline" | "attachment";

/**
 * A `Content-Disposition` (RFC 6266). A name of letters, digits and `_.-~` stands in quotes; any other is percent-encoded UTF-8 in
 * `filename*` (RFC 8187), so nothing in it can end the parameter or the header.
 * @example
 * contentDisposition("attachment", "naïve.txt"); // attachment; filename*=utf-8''na%C3%AFve.txt
 */
export function contentDisposition(disposition: Disposition, name: string | undefined): string {
  if (name === undefined) return disposition;
  const encoded = encodeURIComponent(name.toWellFormed()).replace(/[!'()*]/g, percentEncoded);
  if (encoded === name) return `${disposition}; filename="${name}"`;
  return `${disposition}; filename*=utf-8''${encoded}`;
}

function percentEncoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
