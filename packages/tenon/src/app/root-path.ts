import { StartError } from "../depends/start-error.ts";
import type { Exchange } from "../http/exchange.ts";
import type { Next } from "../http/middleware.ts";

/**
 * Takes the root path off the paths that begin with it, before anybody looks at them.
 * @throws {StartError} when it is no path
 */
export function belowRootPath(rootPath: string | undefined, next: Next): Next {
  if (rootPath === undefined || rootPath === "") return next;
  if (!/^(?:\/[^/?#\s]+)+$/.test(rootPath)) {
    throw new StartError(
      `rootPath: "${rootPath}" must start with a slash and must not end with one: "/api/v1".`,
    );
  }
  return (exchange) => {
    if (isBelow(exchange, rootPath)) exchange.rebase(rootPath.length);
    return next(exchange);
  };
}

function isBelow({ path }: Exchange, rootPath: string): boolean {
  return path.startsWith(rootPath) && (path.length === rootPath.length || path[rootPath.length] === "/");
}
