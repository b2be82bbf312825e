/**
 * The paths whose parameters are whole segments, which nearly all are: a tree with one level a segment, walked along the text.
 * A word goes before a parameter; where the rest of the path or the method does not fit, the parameter is tried.
 */

/** What a path leads to, with the text of its parameters, still encoded. */
export interface Place<T> {
  readonly data: T;
  readonly values: readonly string[];
}

interface Branch<T> {
  words: Map<string, Branch<T>> | undefined;
  parameter: Branch<T> | undefined;
  /** By method, for the paths that end here. */
  ends: Map<string, T> | undefined;
}

/** Finds by method and path; filled at start-up. */
export class SegmentTree<T> {
  readonly #root: Branch<T> = branch();

  /** Adds a path whose segments are words and `:name`s. */
  add(method: string, path: string, data: T): void {
    let at = this.#root;
    for (const segment of path.slice(1).split("/")) {
      if (segment.startsWith(":")) {
        at.parameter ??= branch();
        at = at.parameter;
      } else {
        at.words ??= new Map();
        const next = at.words.get(segment) ?? branch();
        at.words.set(segment, next);
        at = next;
      }
    }
    at.ends ??= new Map();
    at.ends.set(method, data);
  }

  /** The most specific place of a path that answers a method. */
  find(method: string, path: string): Place<T> | undefined {
    const values: string[] = [];
    const data = walk(this.#root, path, 1, values, (ends) => ends.get(method));
    return data === undefined ? undefined : { data, values };
  }

  /** Adds the methods that a path answers to a set. */
  methodsOf(path: string, methods: Set<string>): void {
    walk(this.#root, path, 1, [], (ends) => {
      for (const method of ends.keys()) methods.add(method);
      return undefined;
    });
  }
}

function branch<T>(): Branch<T> {
  return { words: undefined, parameter: undefined, ends: undefined };
}

/** @param from where a segment begins */
function walk<T>(
  at: Branch<T>,
  path: string,
  from: number,
  values: string[],
  take: (ends: Map<string, T>) => T | undefined,
): T | undefined {
  const slash = path.indexOf("/", from);
  const segment = slash === -1 ? path.slice(from) : path.slice(from, slash);
  const word = at.words?.get(segment);
  if (word !== undefined) {
    const found = follow(word, path, slash, values, take);
    if (found !== undefined) return found;
  }
  // A parameter is never empty.
  if (at.parameter === undefined || segment === "") return undefined;
  values.push(segment);
  const found = follow(at.parameter, path, slash, values, take);
  if (found === undefined) values.pop();
  return found;
}

function follow<T>(
  at: Branch<T>,
  path: string,
  slash: number,
  values: string[],
  take: (ends: Map<string, T>) => T | undefined,
): T | undefined {
  if (slash !== -1) return walk(at, path, slash + 1, values, take);
  return at.ends === undefined ? undefined : take(at.ends);
}
