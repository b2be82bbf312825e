/** The HTML of the pages: an element to fill, and links to what fills it. */

/** What a page is made of; links are relative. */
export interface PageParts {
  readonly title: string;
  readonly icon: string;
  readonly styles: readonly string[];
  readonly scripts: readonly string[];
  /** The last script, ours; it reads what it needs to know from its own `data-` attributes. */
  readonly init: { readonly link: string; readonly data: Readonly<Record<string, string>> };
  /** The document, for whoever has no scripts. */
  readonly document: string;
}

/** The page. */
export function pageHtml({ title, icon, styles, scripts, init, document }: PageParts): string {
  const data = Object.entries(init.data).map(([name, value]) => ` data-${name}="${escaped(value)}"`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<link rel="icon" href="${escaped(icon)}">
${styles.map((link) => `<link rel="stylesheet" href="${escaped(link)}">\n`).join("")}</head>
<body>
<div id="page"></div>
<noscript>This page needs scripts. The document itself: <a href="${escaped(document)}">${escaped(document)}</a></noscript>
${scripts.map((link) => `<script src="${escaped(link)}"></script>\n`).join("")}<script src="${escaped(init.link)}"${data.join("")}></script>
</body>
</html>
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
