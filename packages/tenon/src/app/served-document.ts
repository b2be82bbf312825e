import type { Next } from "../http/middleware.ts";
import type { OpenApiDocument } from "../openapi/document.ts";
import { serveFile } from "../openapi/served-file.ts";

/**
 * Serves a document, made when first asked for. Where its app is mounted in another one, the server in it is the prefix, unless
 * the app names its servers itself.
 */
export function serveDocument(document: () => OpenApiDocument, namesServers: boolean): Next {
  const serve = (change: Partial<OpenApiDocument>): Next =>
    serveFile(() => ({
      contentType: "application/json",
      body: JSON.stringify({ ...document(), ...change }),
    }));
  const whole = serve({});
  // One at a time: how a client spells a prefix is its own choice, and must not fill the memory.
  let mounted = { basePath: "", handle: whole };
  return (exchange) => {
    const { basePath } = exchange;
    if (basePath === "" || namesServers) return whole(exchange);
    if (mounted.basePath !== basePath)
      mounted = { basePath, handle: serve({ servers: [{ url: basePath }] }) };
    return mounted.handle(exchange);
  };
}
