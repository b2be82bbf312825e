/**
 * The paths whose parameters are parts of segments, or the rest of a path, by rou3's tree; and beside them whatever may answer
 * the same requests, since the more specific one wins.
 */
import { addRoute, createRouter, findAllRoutes, findRoute, type RouterContext } from "rou3";
import { type PathParameter, pathParameters } from "./path.ts";
import { decoded } from "./path-encoding.ts";
import type { RouteMatch } from "./route-match.ts";

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
export class PatternTree<T> {
  readonly #trees = { plain: createRouter<Leaf<T>>(), slashed: createRouter<Leaf<T>>() };
  readonly #methods = new Set<string>();

  /** Adds a path with parameters. */
  add(method: string, path: string, data: T): void {
    this.#methods.add(method);
    const parameters = pathParameters(path);
    const leaf: Leaf<T> = { data, names: wholeNames(parameters), rest: restOf(path, parameters) };
    if (leaf.rest !== undefined) {
      const pattern = path.replace(`:${leaf.rest.name}*`, `:${leaf.rest.name}(.*)`);
      addRoute(this.#trees.plain, method, pattern, leaf);
      addRoute(this.#trees.slashed, method, pattern, leaf);
    } else {
      addRoute(path.endsWith("/") ? this.#trees.slashed : this.#trees.plain, method, greedy(path), leaf);
    }
  }

  /** The most specific match; the path in canonical spelling. */
  find(method: string, path: string): RouteMatch<T> | undefined {
    return find(path.endsWith("/") ? this.#trees.slashed : this.#trees.plain, method, path);
  }

  /** Adds the methods that a path answers to a set. */
  methodsOf(path: string, methods: Set<string>): void {
    for (const method of this.#methods) if (this.find(method, path) !== undefined) methods.add(method);
  }
}

function wholeNames(parameters: readonly PathParameter[]): string[] {
  return parameters.filter((parameter) => !parameter.rest).map(({ name }) => name);
}

function restOf(path: string, parameters: readonly PathParameter[]): Rest | undefined {
  const rest = parameters.find((parameter) => parameter.rest);
  return rest && { name: rest.name, slashes: path.split("/").length - 1 };
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
