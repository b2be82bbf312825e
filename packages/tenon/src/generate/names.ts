/** One name in the spellings that code needs. */
import { GenerationError } from "./generation-error.ts";

/** A name and, for resources, its plural. */
export interface Names {
  /** `blog-post`: files. */
  readonly kebab: string;
  /** `blogPost`: values. */
  readonly camel: string;
  /** `BlogPost`: types. */
  readonly pascal: string;
  /** `blog_post`: codes, tables. */
  readonly snake: string;
  /** `blog post`: texts. */
  readonly words: string;
}

/**
 * Reads a name as somebody types it: `blog-post`, `blogPost`, `BlogPost`, `blog_post`.
 *
 * @throws {GenerationError} for what cannot be a name in code
 */
export function namesOf(typed: string): Names {
  if (!/^[A-Za-z][A-Za-z0-9_-]*$/.test(typed) || typed.length > 40)
    throw new GenerationError(
      `"${typed}" cannot be a name: take a word of letters and digits that begins with a letter, such as article or blog-post.`,
    );
  const words = typed
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .split(/[-_]+/)
    .filter((word) => word !== "");
  const pascal = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
  return {
    kebab: words.join("-"),
    camel: pascal.charAt(0).toLowerCase() + pascal.slice(1),
    pascal,
    snake: words.join("_"),
    words: words.join(" "),
  };
}

/** The regular plural of English; `--plural` is for the others. */
export function pluralOf({ kebab }: Names): string {
  if (/[^aeiou]y$/.test(kebab)) return kebab.replace(/y$/, "ies");
  return /(s|x|z|ch|sh)$/.test(kebab) ? `${kebab}es` : `${kebab}s`;
}
