/**
 * A finding is what a vendor adapter makes of one issue of its library: FastAPI's `type` and `ctx`, and where it is.
 */

/** Keys and indexes from a value to a part of it. */
export type Path = readonly (string | number)[];

/** One issue in our terms, before it is weighed against the others. */
export interface Finding {
  readonly type: string;
  /** Where in the value. */
  readonly path: Path;
  /** Where to point to, when that differs: unions add the name of the branch. */
  readonly loc?: Path;
  readonly ctx?: Readonly<Record<string, unknown>>;
  /** The words of the schema's author, which go before ours. */
  readonly msg?: string;
  /** The offending value, when it is not what stands at `path` (the key of a record). */
  readonly value?: { readonly is: unknown };
  /** A rule of the schema's author: it counts last, and what it says of an absent value stands. */
  readonly ownRule?: true;
  /** Told from the schema, not checked: counts only where the library itself objects. */
  readonly onlyIfReported?: boolean;
}

/** Whether it is a rule of the schema's author: it counts last, and what it says of an absent value stands. */
export function isOwnRule({ type, ownRule }: Finding): boolean {
  return type === "value_error" || ownRule === true;
}

/** What stands at a path; own properties only, so that `constructor` and `__proto__` name nothing by themselves. */
export function valueAt(value: unknown, path: Path): unknown {
  let at = value;
  for (const key of path) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Record<string | number, unknown>)[key];
  }
  return at;
}

/** A Standard Schema issue's path as plain keys. */
export function plainPath(
  path: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined,
): (string | number)[] {
  // Not `map`: a library's list of its own (ArkType's) would make one of its kind.
  return Array.from(path ?? [], (part) => {
    const key = typeof part === "object" ? part.key : part;
    return typeof key === "symbol" ? String(key) : key;
  });
}

/** Alternatives in FastAPI's form: `'a', 'b' or 3`. */
export function listed(values: readonly unknown[]): string {
  const words = values.map((value) => (typeof value === "string" ? `'${value}'` : String(value)));
  const last = words.pop() ?? "";
  return words.length === 0 ? last : `${words.join(", ")} or ${last}`;
}
