import type { Next } from "../http/middleware.ts";
import type { OpenApiDocument } from "../openapi/document.ts";
import type { ServerObject } from "../openapi/document-types.ts";
import { serveFile } from "../openapi/served-file.ts";

/** What the `servers` of a served document are made from. */
export interface ServedServers {
  /** Those that the app names itself. */
  readonly named: readonly ServerObject[] | undefined;
  /** Where the app is, when a request does not say; empty for the root. */
  readonly rootPath: string;
  /** Whether the prefix in front of the app is added. */
  readonly addPrefix: boolean;
}

/**
 * Serves a document. Where its app is mounted in another one, or has a root path, that prefix comes first among the servers in
 * it.
 */
export function serveDocument(document: () => OpenApiDocument, servers: ServedServers): Next {
  const { named = [], rootPath, addPrefix } = servers;
  const serve = (change: Partial<OpenApiDocument>): Next =>
    serveFile(() => ({
      contentType: "application/json",
      body: JSON.stringify({ ...document(), ...change }),
    }));
  const below = (prefix: string): Next => {
    const known = prefix === "" || !addPrefix || named.some(({ url }) => url === prefix);
    return serve(known ? {} : { servers: [{ url: prefix }, ...named] });
  };
  // One at a time: how a client spells a prefix is its own choice, and must not fill the memory.
  let last = { prefix: rootPath, handle: below(rootPath) };
  return (exchange) => {
    const prefix = exchange.basePath === "" ? rootPath : exchange.basePath;
    if (last.prefix !== prefix) last = { prefix, handle: below(prefix) };
    return last.handle(exchange);
  };
}
