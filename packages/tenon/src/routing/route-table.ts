/**
 * Which operation answers a method and a path. A path without parameters stands in a map, one whose parameters are whole
 * segments in a tree of ours, any other in rou3's. A trailing slash makes another path.
 */
import { emptyRecord } from "../contract/empty-record.ts";
import { pathParameters } from "./path.ts";
import { canonical, decoded } from "./path-encoding.ts";
import { PatternTree } from "./pattern-tree.ts";
import type { RouteMatch } from "./route-match.ts";
import { SegmentTree } from "./segment-tree.ts";

interface Leaf<T> {
  readonly data: T;
  readonly names: readonly string[];
}

/** Finds by method and path; filled at start-up. */
export class RouteTable<T> {
  readonly #static = new Map<string, Map<string, RouteMatch<T>>>();
  readonly #segments = new SegmentTree<Leaf<T>>();
  /** Undefined while there is none: then nothing but the other two is kept and asked. */
  #patterns: PatternTree<T> | undefined = undefined;
  /** How paths begin that are in the tree of patterns alone: "all" once one begins with a parameter. */
  #beginnings: Set<string> | "all" = new Set();
  /** What stands in the segment tree, for the tree of patterns, where the more specific of both kinds wins. */
  readonly #whole: [method: string, path: string, data: T][] = [];

  /** Adds an operation. */
  add(method: string, path: string, data: T): void {
    const parameters = pathParameters(path);
    if (parameters.length === 0) {
      const encoded = canonical(path);
      const methods = this.#static.get(encoded) ?? new Map<string, RouteMatch<T>>();
      methods.set(method, { data, params: undefined });
      this.#static.set(encoded, methods);
      return;
    }
    if (hasWholeSegments(path)) {
      this.#whole.push([method, path, data]);
      this.#patterns?.add(method, path, data);
      this.#segments.add(method, canonical(path), { data, names: parameters.map(({ name }) => name) });
      return;
    }
    this.#patterns ??= this.#patternsBeside();
    this.#patterns.add(method, path, data);
    const beginning = firstSegment(path);
    if (beginning.includes(":")) this.#beginnings = "all";
    else if (this.#beginnings !== "all") this.#beginnings.add(canonical(beginning));
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
    const patterns = this.#patternsFor(encoded);
    if (patterns !== undefined) return patterns.find(method, encoded);
    const place = this.#segments.find(method, encoded);
    return place && { data: place.data.data, params: paramsOf(place.data.names, place.values) };
  }

  /** The methods that a path answers, for `Allow`; empty when the path is unknown. */
  allowed(path: string): string[] {
    const encoded = path.includes("%") ? canonical(path) : path;
    const methods = new Set(this.#static.get(encoded)?.keys());
    (this.#patternsFor(encoded) ?? this.#segments).methodsOf(encoded, methods);
    if (methods.size === 0) return [];
    if (methods.has("GET")) methods.add("HEAD");
    return [...methods.add("OPTIONS")].sort();
  }

  #patternsBeside(): PatternTree<T> {
    const patterns = new PatternTree<T>();
    for (const [method, path, data] of this.#whole) patterns.add(method, path, data);
    return patterns;
  }

  /** The tree of patterns, where an operation that stands there alone may answer this path. */
  #patternsFor(path: string): PatternTree<T> | undefined {
    if (this.#patterns === undefined || this.#beginnings === "all") return this.#patterns;
    return this.#beginnings.has(firstSegment(path)) ? this.#patterns : undefined;
  }
}

/** Whether every parameter is a segment, and none the rest. */
function hasWholeSegments(path: string): boolean {
  return path.split("/").every((segment) => !segment.includes(":") || /^:[A-Za-z0-9_]+$/.test(segment));
}

function firstSegment(path: string): string {
  const end = path.indexOf("/", 1);
  return end === -1 ? path.slice(1) : path.slice(1, end);
}

function paramsOf(names: readonly string[], values: readonly string[]): Record<string, string> {
  const params = emptyRecord<string>();
  for (let index = 0; index < names.length; index++)
    params[names[index] as string] = decoded(values[index] as string);
  return params;
}
