/**
 * Writes docs/reference: a page for each entry point, made from declarations and docstrings. The pages are committed: they are
 * the API report too, so that a changed signature shows in a diff; a test fails while they are not what the code says.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type EntryPoint, type PublicName, readPublicApi } from "./public-api.ts";

/** The pages by their file names. */
export function referencePages(api: readonly EntryPoint[]): Map<string, string> {
  return new Map(api.map((entry) => [`${entry.path.replace("/", "-")}.md`, page(entry)]));
}

function page({ path, docstring, names }: EntryPoint): string {
  const title = `# ${path}\n\n<!-- Made by npm run docs:reference. -->\n\n${prose(docstring)}\n`;
  return [title, ...names.map(section)].join("\n");
}

function section({ name, docstring, declaration }: PublicName): string {
  const [text = "", ...tags] = docstring.split(/^@(?=param|throws|returns|example|see)/m);
  const parts = [`## ${name}`, prose(text), fence(declaration), ...tags.map(tagged)];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function tagged(tag: string): string {
  const [, word = "", rest = ""] = /^(\w+)\s*([\s\S]*)$/.exec(tag) ?? [];
  if (word === "example") return fence(rest.trim());
  if (word === "param") return prose(rest.replace(/^(\S+)\s+/, "- `$1`: "));
  return prose(`**${word}** ${rest.replace(/^\{(.*?)\}/, "`$1`")}`);
}

function fence(code: string): string {
  return `\`\`\`ts\n${code}\n\`\`\``;
}

/** Text that a page shows as it is: what is no code must not read as a tag or as a template. */
function prose(text: string): string {
  return text
    .trim()
    .replace(/\{@link (.*?)\}/g, "`$1`")
    .split(/(`[^`]*`)/)
    .map((part, index) =>
      index % 2 === 1 ? part : part.replaceAll("<", "&lt;").replaceAll("{{", "&#123;&#123;"),
    )
    .join("");
}

if (import.meta.main) {
  const folder = resolve(import.meta.dirname, "../docs/reference");
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of referencePages(readPublicApi())) writeFileSync(join(folder, name), text);
}
