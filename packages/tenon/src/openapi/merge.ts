/** Merging what was written by hand into what was derived. */

type Data = Readonly<Record<string, unknown>>;

/** A copy of `base` with `added` merged in: objects key by key, lists one after the other, anything else replaced. */
export function merged<T extends Data>(base: T, added: Data): T {
  const copy: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(added)) {
    const present = Object.hasOwn(copy, key) ? copy[key] : undefined;
    if (isData(present) && isData(value)) copy[key] = merged(present, value);
    else if (Array.isArray(present) && Array.isArray(value)) copy[key] = [...present, ...value];
    else copy[key] = value;
  }
  return copy as T;
}

function isData(value: unknown): value is Data {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
