/** What a client must know of an API at run time: for each operation its method and its path, for a socket how messages are written. */
import { openapiPath } from "../routing/path.ts";
import { placeOperations, placeSockets } from "../routing/place.ts";
import type { RouterOptions, Routes } from "../routing/router.ts";
import type { MessageForm } from "../routing/socket-route.ts";
import type { MessageKind } from "./client-socket.ts";
import type { ManifestRoute, RouteManifest } from "./request.ts";

/**
 * The manifest of a record of routes. It reads the record, so it brings the whole server with it: in a browser take the file that
 * `tenon client --routes` writes.
 * @param common the prefix that the app's options add, where there is one
 */
export function routes(api: Routes, common: RouterOptions = {}): RouteManifest {
  const operations = placeOperations(api, common).map(({ id, path, operation }): [string, ManifestRoute] => [
    id,
    { method: operation.method, path: openapiPath(path) },
  ]);
  const sockets = placeSockets(api, common).map(({ id, path, socket }): [string, ManifestRoute] => {
    const { receive, send } = socket.needs;
    const kinds = { receive: kindOf(receive), send: kindOf(send) };
    return [id, { method: "GET", path: openapiPath(path), socket: kinds }];
  });
  return Object.fromEntries([...operations, ...sockets]);
}

function kindOf(form: MessageForm | undefined): MessageKind {
  return typeof form === "string" ? form : form === undefined ? "any" : "json";
}
