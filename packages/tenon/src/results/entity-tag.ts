/** Entity tags (RFC 9110, 8.8.3): `"abc"`, or `W/"abc"` for one that only says that two answers are as good as each other. */

/**
 * A tag as it is sent; quotes are added where they are missing.
 * @throws {TypeError} for characters that no tag can have
 */
export function entityTag(tag: string): string {
  const quoted = /^(?:W\/)?"/.test(tag) ? tag : `"${tag}"`;
  if (/^(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"$/.test(quoted)) return quoted;
  throw new TypeError(`${JSON.stringify(tag)} is no entity tag: visible characters without quotes`);
}

/** Whether a list of tags in a request has this one; `*` has any. A strong comparison takes no weak tag for equal. */
export function listsTag(list: string, tag: string | undefined, comparison: "strong" | "weak"): boolean {
  if (list.trim() === "*") return true;
  if (tag === undefined) return false;
  const listed = list.match(/(?:W\/)?"[^"]*"/g) ?? [];
  return listed.some((one) => sameTag(one, tag, comparison));
}

/** RFC 9110, 8.8.3.2. */
export function sameTag(one: string, other: string, comparison: "strong" | "weak"): boolean {
  if (comparison === "strong") return one === other && !one.startsWith("W/");
  return opaque(one) === opaque(other);
}

function opaque(tag: string): string {
  return tag.startsWith("W/") ? tag.slice(2) : tag;
}
