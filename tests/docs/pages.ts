/** The pages of the guide, and the code in them. */
import { globSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

export const docs = resolve(import.meta.dirname, "../../docs");

/** A page by its path from `docs/`. */
export interface Page {
  readonly path: string;
  readonly text: string;
}

export const pages: readonly Page[] = globSync("**/*.md", {
  cwd: docs,
  exclude: ["node_modules", "examples", ".vitepress"],
})
  .sort()
  .map((path) => ({ path, text: readFileSync(join(docs, path), "utf8") }));

/** A file of code, or a region of it, that a page includes: `<<< @/examples/x.ts#region`. */
export interface Snippet {
  readonly file: string;
  readonly region: string | undefined;
}

/** What a page includes. */
export function snippetsOf({ text }: Page): Snippet[] {
  return Array.from(text.matchAll(/^<<< @\/([^\s#{[]+)(?:#([\w-]+))?/gm), ([, file = "", region]) => ({
    file,
    region,
  }));
}

/** TypeScript that stands in the page itself, where no test sees it. */
export function looseCode({ text }: Page): string[] {
  return Array.from(text.matchAll(/^```(?:ts|typescript|js)\b[\s\S]*?^```/gm), ([code]) => code);
}
