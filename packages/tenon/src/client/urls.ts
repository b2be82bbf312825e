/** Addresses by record key: `urls.v1.users.one({ params: { id } })` is `/api/v1/users/...`. */
import type { ShapeInput } from "../depends/need.ts";
import type { Operation } from "../routing/operation.ts";
import type { Router } from "../routing/router.ts";
import type { SocketRoute } from "../routing/socket-route.ts";
import { pathOf, type RouteManifest } from "./request.ts";

/** A builder of addresses with the keys of a record of routes. */
export type Urls<Routes> = {
  readonly [K in keyof Routes]: Routes[K] extends Operation<string, infer N> | SocketRoute<string, infer N>
    ? BuildUrl<N>
    : Routes[K] extends Router<infer Inner>
      ? Urls<Inner>
      : Urls<Routes[K]>;
};

/** Builds the address of one operation: what stands in its path is required, what stands in its query is not. */
export type BuildUrl<N> = "params" extends keyof N
  ? (parts: { readonly params: ShapeInput<N["params" & keyof N]> } & Query<N>) => string
  : (parts?: { readonly params?: Readonly<Record<string, unknown>> } & Query<N>) => string;

type Query<N> = {
  readonly query?: "query" extends keyof N
    ? Partial<ShapeInput<N["query" & keyof N]>>
    : Readonly<Record<string, unknown>>;
};

/**
 * Makes a builder of addresses: paths with their query, without a host.
 * @param manifest `routes(api)`
 * @example
 * const url = urls<typeof api>(routes(api));
 * headers.set("location", url.v1.users.one({ params: { id: user.id } }));
 */
export function urls<Routes>(manifest: RouteManifest): Urls<Routes> {
  const root: Record<string, unknown> = {};
  for (const [id, { path }] of Object.entries(manifest)) {
    const keys = id.split(".");
    const last = keys.pop() as string;
    let branch = root;
    for (const key of keys) {
      branch[key] ??= {};
      branch = branch[key] as Record<string, unknown>;
    }
    branch[last] = (parts: { readonly params?: object; readonly query?: object } = {}) =>
      pathOf(path, { ...parts.params }, { ...parts.query });
  }
  return root as Urls<Routes>;
}
