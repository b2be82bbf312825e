/**
 * From an exchange to its operation. HEAD follows GET, OPTIONS answers with what there is, a known path with another method is
 * a 405 whose `Allow` is the union, and a slash too many or too few redirects.
 */
import { StartError } from "../depends/start-error.ts";
import { HttpError } from "../http/errors.ts";
import type { Exchange } from "../http/exchange.ts";
import type { Next } from "../http/middleware.ts";
import { Reply } from "../http/reply.ts";
import { pathShape } from "../routing/path.ts";
import { type RouteMatch, RouteTable } from "../routing/route-table.ts";

interface Route {
  readonly id: string | undefined;
  readonly path: string;
  readonly handle: Next;
}

/** Finds and calls the operation of an exchange. */
export class Dispatcher {
  readonly #table = new RouteTable<Route>();
  readonly #shapes = new Map<string, string>();
  readonly #redirectSlashes: boolean;

  constructor(redirectSlashes: boolean) {
    this.#redirectSlashes = redirectSlashes;
  }

  /**
   * Adds a route.
   * @throws {StartError} when another route answers the same requests
   */
  add(method: string, path: string, id: string | undefined, handle: Next): void {
    const shape = `${method} ${pathShape(path)}`;
    const other = this.#shapes.get(shape);
    if (other !== undefined) {
      throw new StartError(
        `${id ?? path} and ${other} both answer ${method} ${path}. Give one of them another path or method.`,
      );
    }
    this.#shapes.set(shape, id ?? path);
    this.#table.add(method, path, { id, path, handle });
  }

  /** Answers an exchange; throws an `HttpError` where there is no operation. */
  readonly handle: Next = (exchange) => {
    const match = this.#table.find(exchange.method, exchange.path);
    return match === undefined ? this.#without(exchange) : enter(match, exchange);
  };

  #without(exchange: Exchange): Reply | Promise<Reply> {
    const { method, path } = exchange;
    const following = method === "HEAD" ? this.#table.find("GET", path) : undefined;
    if (following !== undefined) return enter(following, exchange);
    const allowed = this.#table.allowed(path);
    if (allowed.length > 0) {
      const allow = allowed.join(", ");
      if (method === "OPTIONS") return new Reply(204, ["allow", allow]);
      throw new HttpError(405, undefined, { headers: { allow } });
    }
    const other = path.endsWith("/") ? path.slice(0, -1) : `${path}/`;
    if (this.#redirectSlashes && other !== "" && this.#table.allowed(other).length > 0) {
      return new Reply(307, [
        "location",
        relative(other) + (exchange.query === "" ? "" : `?${exchange.query}`),
      ]);
    }
    throw new HttpError(404);
  }
}

function enter({ data, params }: RouteMatch<Route>, exchange: Exchange): Reply | Promise<Reply> {
  exchange.route = data.path;
  exchange.operationId = data.id;
  exchange.params = params;
  return data.handle(exchange);
}

/** A path that begins with two slashes would name another host; RFC 3986, 4.2. */
function relative(path: string): string {
  return path.startsWith("//") ? `/.${path}` : path;
}
