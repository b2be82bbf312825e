/**
 * From an exchange to its operation. HEAD follows GET, OPTIONS answers with what there is, a known path with another method is
 * a 405 whose `Allow` is the union, and a slash too many or too few redirects. What no operation answers goes to the mount
 * with the longest prefix.
 */
import { withoutStack } from "../contract/without-stack.ts";
import { StartError } from "../depends/start-error.ts";
import { HttpError } from "../http/errors.ts";
import type { Exchange } from "../http/exchange.ts";
import type { Next } from "../http/middleware.ts";
import type { OnError } from "../http/on-error.ts";
import { Reply } from "../http/reply.ts";
import { pathShape } from "../routing/path.ts";
import type { RouteMatch } from "../routing/route-match.ts";
import { RouteTable } from "../routing/route-table.ts";
import { MountTable } from "./mount-table.ts";

interface Route {
  readonly id: string | undefined;
  readonly path: string;
  readonly handle: Next;
  /** What a preflight for it goes through; undefined where nothing but the app stands around it. */
  readonly preflight?: Next | undefined;
}

/** How a dispatcher finds its way. */
export interface DispatcherOptions {
  /** A slash too many or too few redirects. */
  readonly redirectSlashes: boolean;
  /** Mounts answer only where the app's root path stood in front. */
  readonly mountsBelowRoot: boolean;
  /** Answers where there is no operation. */
  readonly onError: OnError;
}

/** Finds and calls the operation of an exchange. */
export class Dispatcher {
  readonly #table = new RouteTable<Route>();
  /** Beside the operations: a path may have a GET for pages, and a socket. */
  readonly #sockets = new RouteTable<Route>();
  readonly #mounts = new MountTable();
  readonly #shapes = new Map<string, string>();
  readonly #redirectSlashes: boolean;
  readonly #mountsBelowRoot: boolean;
  readonly #onError: OnError;

  constructor({ redirectSlashes, mountsBelowRoot, onError }: DispatcherOptions) {
    this.#redirectSlashes = redirectSlashes;
    this.#mountsBelowRoot = mountsBelowRoot;
    this.#onError = onError;
  }

  /**
   * Adds a route.
   * @param preflight the middleware of the route around `allow`: CORS of a router answers there
   * @throws {StartError} when another route answers the same requests
   */
  add(method: string, path: string, id: string | undefined, handle: Next, preflight?: Next): void {
    const shape = `${method} ${pathShape(path)}`;
    const other = this.#shapes.get(shape);
    if (other !== undefined) {
      throw new StartError(
        `${id ?? path} and ${other} both answer ${method} ${path}. Give one of them another path or method.`,
      );
    }
    this.#shapes.set(shape, id ?? path);
    this.#table.add(method, path, { id, path, handle, preflight });
  }

  /** Says which methods a path has, to an OPTIONS that no operation answers. */
  readonly allow: Next = ({ path }) => new Reply(204, ["allow", this.#table.allowed(path).join(", ")]);

  /**
   * Adds a socket; after all operations. Where no GET has its path, it answers GET without an upgrade too, with why not.
   * @throws {StartError} when another socket has the same requests
   */
  addSocket(path: string, id: string, handle: Next): void {
    const shape = `WebSocket ${pathShape(path)}`;
    const other = this.#shapes.get(shape);
    if (other !== undefined)
      throw new StartError(`${id} and ${other} are both sockets at ${path}. Give one of them another path.`);
    this.#shapes.set(shape, id);
    this.#sockets.add("GET", path, { id, path, handle });
    if (!this.#shapes.has(`GET ${pathShape(path)}`)) this.add("GET", path, id, handle);
  }

  /**
   * Adds what answers every method under a prefix.
   * @throws {StartError} when something else is there
   */
  mount(prefix: string, id: string, handle: Next): void {
    this.#mounts.add(prefix, id, handle);
  }

  /** Answers an exchange, with an error where there is no operation. */
  readonly handle: Next = (exchange) => {
    const match =
      (exchange.upgradable ? this.#sockets.find("GET", exchange.path) : undefined) ??
      this.#table.find(exchange.method, exchange.path);
    if (!this.#mounts.isEmpty && (exchange.basePath !== "" || !this.#mountsBelowRoot))
      return this.#besideMounts(exchange, match);
    return match === undefined ? this.#without(exchange) : enter(match, exchange);
  };

  /** The more specific one wins: an operation under the mount's own prefix, else the mount. */
  #besideMounts(exchange: Exchange, match: RouteMatch<Route> | undefined): Reply | Promise<Reply> {
    const { path } = exchange;
    const mount = this.#mounts.find(path);
    if (match !== undefined && (mount === undefined || isUnder(match, mount.prefix)))
      return enter(match, exchange);
    // The prefix of a mount without its slash is a path of what is around it.
    const slashed = this.#redirectSlashes ? this.#mounts.find(`${path}/`) : mount;
    if (slashed !== undefined && slashed !== mount && !this.#isKnown(path, mount?.prefix ?? ""))
      return redirect(exchange, `${path}/`);
    if (mount === undefined) return this.#without(exchange);
    // A path of an operation under the prefix is the operation's, for every method; so is one a slash away from it.
    if (this.#isKnown(path, mount.prefix)) return this.#without(exchange);
    if (this.#redirectSlashes && this.#isKnown(otherSlash(path), mount.prefix))
      return this.#without(exchange);
    exchange.route = `${mount.prefix}/*`;
    exchange.operationId = mount.id;
    return mount.handle(exchange);
  }

  #isKnown(path: string, prefix: string): boolean {
    return this.#table.allowed(path).some((method) => {
      const match = this.#table.find(method, path);
      return match !== undefined && isUnder(match, prefix);
    });
  }

  #without(exchange: Exchange): Reply | Promise<Reply> {
    const { method, path } = exchange;
    const following = method === "HEAD" ? this.#table.find("GET", path) : undefined;
    if (following !== undefined) return enter(following, exchange);
    const allowed = this.#table.allowed(path);
    if (allowed.length > 0) {
      if (method === "OPTIONS") return this.#options(exchange);
      const allow = allowed.join(", ");
      const error = withoutStack(() => new HttpError(405, undefined, { headers: { allow } }));
      return this.#onError(exchange, error);
    }
    const other = otherSlash(path);
    if (this.#redirectSlashes && other !== "" && this.#table.allowed(other).length > 0)
      return redirect(exchange, other);
    return this.#onError(
      exchange,
      withoutStack(() => new HttpError(404)),
    );
  }

  /** A preflight asks about an operation, so what stands around that one sees it. */
  #options(exchange: Exchange): Reply | Promise<Reply> {
    const asked = exchange.header("access-control-request-method");
    const match =
      asked === undefined ? undefined : this.#table.find(asked === "HEAD" ? "GET" : asked, exchange.path);
    return (match?.data.preflight ?? this.allow)(exchange);
  }
}

function isUnder({ data: { path } }: RouteMatch<Route>, prefix: string): boolean {
  return path === prefix || path.startsWith(`${prefix}/`);
}

/** The path with a slash at its end, or without all of them; empty where nothing else is left. */
function otherSlash(path: string): string {
  let end = path.length;
  while (path[end - 1] === "/") end -= 1;
  return end === path.length ? `${path}/` : path.slice(0, end);
}

function redirect({ basePath, query }: Exchange, path: string): Reply {
  return new Reply(307, ["location", relative(basePath + path) + (query === "" ? "" : `?${query}`)]);
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
