/**
 * Which operation answers a method and a path. The tree is rou3's; slashes and percent-encoding are ours: a path is decoded
 * once, segment by segment, so `%2F` stays inside its segment, and a trailing slash makes another path.
 */
import { addRoute, createRouter, findAllRoutes, findRoute, type RouterContext } from "rou3";
import { pathParameters } from "./path.ts";

/** An operation's place, found. */
export interface RouteMatch<T> {
  readonly data: T;
  readonly params: { readonly [name: string]: string } | undefined;
}

interface Leaf<T> {
  readonly data: T;
  readonly names: readonly string[];
  readonly rest: Rest | undefined;
}

/** The parameter that takes the rest of a path, and the slashes in front of it. */
interface Rest {
  readonly name: string;
  readonly slashes: number;
}

/** Finds by method and path; filled at start-up. */
export class RouteTable<T> {
  readonly #static = new Map<string, Map<string, RouteMatch<T>>>();
  readonly #trees = { plain: createRouter<Leaf<T>>(), slashed: createRouter<Leaf<T>>() };
  /** The same paths, whatever their method: most paths that no method has are found out here. */
  readonly #paths = { plain: createRouter<true>(), slashed: createRouter<true>() };
  readonly #methods = new Set<string>();
  /** How paths with parameters begin; undefined once one begins with a parameter. */
  #beginnings: Set<string> | undefined = new Set();

  /** Adds an operation. */
  add(method: string, path: string, data: T): void {
    this.#methods.add(method);
    const parameters = pathParameters(path);
    if (parameters.length === 0) {
      const encoded = canonical(path);
      const methods = this.#static.get(encoded) ?? new Map<string, RouteMatch<T>>();
      methods.set(method, { data, params: undefined });
      this.#static.set(encoded, methods);
      return;
    }
    const rest = parameters.find((parameter) => parameter.rest);
    const leaf: Leaf<T> = {
      data,
      names: parameters.filter((parameter) => !parameter.rest).map(({ name }) => name),
      rest: rest && { name: rest.name, slashes: path.split("/").length - 1 },
    };
    if (rest !== undefined) {
      const pattern = path.replace(`:${rest.name}*`, `:${rest.name}(.*)`);
      this.#addTo("plain", method, pattern, leaf);
      this.#addTo("slashed", method, pattern, leaf);
    } else {
      this.#addTo(path.endsWith("/") ? "slashed" : "plain", method, greedy(path), leaf);
    }
  }

  #addTo(tree: "plain" | "slashed", method: string, pattern: string, leaf: Leaf<T>): void {
    addRoute(this.#trees[tree], method, pattern, leaf);
    addRoute(this.#paths[tree], "", pattern, true);
    const beginning = firstSegment(pattern);
    if (beginning.includes(":")) this.#beginnings = undefined;
    else this.#beginnings?.add(canonical(beginning));
  }

  /** The most specific operation for a method and a path as it was sent. */
  find(method: string, path: string): RouteMatch<T> | undefined {
    const exact = this.#static.get(path)?.get(method);
    if (exact !== undefined) return exact;
    const encoded = path.includes("%") ? canonical(path) : path;
    if (encoded !== path) {
      const decoded = this.#static.get(encoded)?.get(method);
      if (decoded !== undefined) return decoded;
    }
    if (!this.#mayBegin(encoded)) return undefined;
    return find(encoded.endsWith("/") ? this.#trees.slashed : this.#trees.plain, method, encoded);
  }

  /** The methods that a path answers, for `Allow`; empty when the path is unknown. */
  allowed(path: string): string[] {
    if (!this.#mayKnow(path)) return [];
    const methods = [...this.#methods].filter((method) => this.find(method, path) !== undefined);
    if (methods.length === 0) return [];
    if (methods.includes("GET") && !methods.includes("HEAD")) methods.push("HEAD");
    if (!methods.includes("OPTIONS")) methods.push("OPTIONS");
    return methods.sort();
  }

  #mayKnow(path: string): boolean {
    const encoded = path.includes("%") ? canonical(path) : path;
    if (this.#static.has(encoded)) return true;
    if (!this.#mayBegin(encoded)) return false;
    const tree = encoded.endsWith("/") ? this.#paths.slashed : this.#paths.plain;
    return findRoute(tree, "", encoded) !== undefined;
  }

  /** Most paths that nobody has are of somebody who tries around: one look at how they begin tells. */
  #mayBegin(path: string): boolean {
    return this.#beginnings === undefined || this.#beginnings.has(firstSegment(path));
  }
}

function firstSegment(path: string): string {
  const end = path.indexOf("/", 1);
  return end === -1 ? path.slice(1) : path.slice(1, end);
}

/** Of several parameters in one segment an earlier one takes as much as it can: `:low-:high` reads `1-2-3` as `1-2` and `3`. */
function greedy(path: string): string {
  return path.replace(/(:[A-Za-z0-9_]+)(?=[^/:]+:)/g, "$1(.+)");
}

function find<T>(tree: RouterContext<Leaf<T>>, method: string, path: string): RouteMatch<T> | undefined {
  const found = findRoute(tree, method, path);
  if (found === undefined) return undefined;
  return matchOf(found, path) ?? nextOf(tree, method, path);
}

/** The tree's rest parameter takes the bare prefix as well, which is another path to us: a less specific operation may have it. */
function nextOf<T>(tree: RouterContext<Leaf<T>>, method: string, path: string): RouteMatch<T> | undefined {
  for (const found of findAllRoutes(tree, method, path).reverse()) {
    const match = matchOf(found, path);
    if (match !== undefined) return match;
  }
  return undefined;
}

interface Found<T> {
  readonly data: Leaf<T>;
  readonly params?: { readonly [name: string]: string } | undefined;
}

function matchOf<T>({ data: leaf, params: found }: Found<T>, path: string): RouteMatch<T> | undefined {
  const params: Record<string, string> = Object.create(null);
  for (const name of leaf.names) {
    const value = found?.[name];
    if (value === undefined) return undefined;
    params[name] = decoded(value);
  }
  const { rest } = leaf;
  if (rest !== undefined) {
    const value = after(path, rest.slashes);
    if (value === undefined) return undefined;
    params[rest.name] = decoded(value);
  }
  return { data: leaf.data, params };
}

/** What follows so many slashes, a slash at the end included, which the tree drops; undefined where there are fewer. */
function after(path: string, slashes: number): string | undefined {
  let start = 0;
  for (let passed = 0; passed < slashes; passed++) {
    start = path.indexOf("/", start) + 1;
    if (start === 0) return undefined;
  }
  return path.slice(start);
}

function decoded(value: string): string {
  return value.includes("%") ? decodeSegment(value) : value;
}

/** A path in one spelling: every segment decoded once and encoded again. */
function canonical(path: string): string {
  return path
    .split("/")
    .map((segment) => encodeSegment(decodeSegment(segment)))
    .join("/");
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    // What is no percent-encoding stands for itself, and bytes that are no UTF-8 become U+FFFD.
    return segment.replace(/(?:%[0-9a-f]{2})+/gi, (encoded) =>
      utf8.decode(Uint8Array.from(encoded.slice(1).split("%"), (byte) => Number.parseInt(byte, 16))),
    );
  }
}

const utf8 = new TextDecoder();

/** Encodes as URL paths do: what may stand bare in a path segment (RFC 3986, `pchar`) stays bare. */
function encodeSegment(segment: string): string {
  return encodeURIComponent(segment).replace(/%(?:3A|40|24|26|2B|2C|3B|3D)/g, decodeURIComponent);
}
