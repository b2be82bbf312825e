/** The four forms a request target can have (RFC 9112, 3.2), brought to the one that is served: a path with a query. */
import type { IncomingMessage } from "node:http";
import { hostSyntax } from "../http/host.ts";

/** Any method on the server as a whole: only OPTIONS means something there. */
export const serverWide = "*";

const absolute = /^https?:\/\/([^/?#]+)(\/[^?#]*)?(\?[^#]*)?$/i;

/**
 * The target of a request as a path and a query; `*` as it is; undefined when it is neither of them.
 * The authority of an absolute target replaces the Host header, as a server must.
 */
export function requestTarget(incoming: IncomingMessage): string | undefined {
  const target = incoming.url ?? "/";
  if (target.charCodeAt(0) === 47) return target;
  if (target === serverWide) return incoming.method === "OPTIONS" ? serverWide : undefined;
  const [, authority, path = "/", query = ""] = absolute.exec(target) ?? [];
  if (authority === undefined || !hostSyntax.test(authority)) return undefined;
  incoming.headers.host = authority;
  return path + query;
}
