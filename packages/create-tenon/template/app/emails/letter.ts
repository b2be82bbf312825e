/** A mail's text and HTML from one source, so that they cannot say different things. */

import { escapeHtml } from "../core/html.ts";

/** What a paragraph is made of: text, or a link that stands on a line of its own. */
export type Paragraph = string | { readonly link: string; readonly label: string };

/** A mail without its addresses. */
export interface Letter {
  readonly subject: string;
  readonly paragraphs: readonly Paragraph[];
}

/** The letter as plain text. */
export function asText({ paragraphs }: Letter): string {
  const lines = paragraphs.map((it) => (typeof it === "string" ? it : `${it.label}: ${it.link}`));
  return `${lines.join("\n\n")}\n`;
}

/** The letter as HTML; everything in it is escaped. */
export function asHtml({ subject, paragraphs }: Letter): string {
  const lines = paragraphs.map((it) =>
    typeof it === "string"
      ? `<p>${escapeHtml(it)}</p>`
      : `<p><a href="${escapeHtml(it.link)}">${escapeHtml(it.label)}</a></p>`,
  );
  const head = `<meta charset="utf-8"><title>${escapeHtml(subject)}</title>`;
  return `<!doctype html>\n<html lang="en"><head>${head}</head><body>\n${lines.join("\n")}\n</body></html>\n`;
}
