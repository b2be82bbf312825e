/** What a client must know of an API at run time: for each operation its method and its path. */
import { openapiPath } from "../routing/path.ts";
import { placeOperations } from "../routing/place.ts";
import type { RouterOptions, Routes } from "../routing/router.ts";

/** One operation's address; parameters stand in braces: `/users/{id}`. */
export interface ManifestRoute {
  readonly method: string;
  readonly path: string;
}

/** Operation id to address. */
export type RouteManifest = Readonly<Record<string, ManifestRoute>>;

/** The manifest of a record of routes. */
export function routes(api: Routes, common: RouterOptions = {}): RouteManifest {
  const placed = placeOperations(api, common);
  return Object.fromEntries(
    placed.map(({ id, path, operation }) => [id, { method: operation.method, path: openapiPath(path) }]),
  );
}
