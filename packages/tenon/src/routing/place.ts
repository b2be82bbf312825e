/** What start-up makes of a record of routes: a list of operations, each with all that its routers add to it. */
import type { Depends } from "../depends/need.ts";
import { StartError } from "../depends/start-error.ts";
import type { ErrorHandler } from "../http/error-handler.ts";
import type { ErrorDefinition } from "../http/errors.ts";
import type { Middleware } from "../http/middleware.ts";
import type { ResponseSpecs } from "../results/response-spec.ts";
import { type Deprecation, deprecationHeaders } from "./deprecation.ts";
import { isMount, type Mount } from "./mount.ts";
import type { Operation } from "./operation.ts";
import { checkPath, joinPaths, pathParameters } from "./path.ts";
import { isOperation, isRouter, type RouterDocument, type RouterOptions, type Routes } from "./router.ts";
import { isSocketRoute, type SocketRoute } from "./socket-route.ts";

/** An operation with everything its routers add to it. */
export interface PlacedOperation {
  /** The keys joined by dots: `v1.users.one`. */
  readonly id: string;
  /** The whole path. */
  readonly path: string;
  readonly operation: Operation;
  /** Of its routers and its own, outermost first, without repeats. */
  readonly tags: readonly string[];
  /** The routers' dependencies, outermost first. */
  readonly guards: readonly Depends[];
  readonly errors: readonly ErrorDefinition[];
  /** The answers that its routers and itself describe; the innermost word on a status counts. */
  readonly responses: ResponseSpecs;
  readonly middleware: readonly Middleware[];
  /** By level, innermost first. */
  readonly onError: readonly (readonly ErrorHandler[])[];
  readonly deprecated: boolean;
  readonly hidden: boolean;
  /** Whether a body without a content type is refused. */
  readonly strictContentType: boolean;
  /** The documents it stands in beside the app's, outermost first. */
  readonly documents: readonly { readonly prefix: string; readonly info: RouterDocument }[];
}

/** A mount with everything its routers add to it; its path ends with what it answers: `/static/*`. */
export interface PlacedMount extends Omit<PlacedOperation, "operation"> {
  /** The whole prefix; empty for everything. */
  readonly prefix: string;
  readonly mount: Mount;
}

/** A socket with everything its routers add to it. */
export interface PlacedSocket extends Omit<PlacedOperation, "operation"> {
  readonly socket: SocketRoute;
}

interface Surroundings extends Omit<PlacedOperation, "id" | "path" | "operation"> {
  readonly keys: readonly string[];
  readonly prefix: string;
}

/**
 * Lists the operations of a record with what surrounds them.
 * @throws {StartError} for a key that is no plain identifier, a bad prefix or path, something that is no route
 */
export function placeOperations(routes: Routes, common: RouterOptions = {}): PlacedOperation[] {
  return placeRoutes(routes, surround(outside, common), (member, inside, id) =>
    isOperation(member) ? [placeOperation(member, inside, id)] : [],
  );
}

/**
 * Lists the mounts of a record with what surrounds them.
 * @throws {StartError} as `placeOperations`, and for a prefix with parameters
 */
export function placeMounts(routes: Routes, common: RouterOptions = {}): PlacedMount[] {
  return placeRoutes(routes, surround(outside, common), (member, inside, id) =>
    isMount(member) ? [placeMount(member, inside, id)] : [],
  );
}

/**
 * Lists the sockets of a record with what surrounds them.
 * @throws {StartError} as `placeOperations`
 */
export function placeSockets(routes: Routes, common: RouterOptions = {}): PlacedSocket[] {
  return placeRoutes(routes, surround(outside, common), (member, inside, id) =>
    isSocketRoute(member) ? [placeSocket(member, inside, id)] : [],
  );
}

const outside: Surroundings = {
  keys: [],
  prefix: "",
  tags: [],
  guards: [],
  errors: [],
  responses: {},
  middleware: [],
  onError: [],
  deprecated: false,
  hidden: false,
  strictContentType: true,
  documents: [],
};

type Place<Placed> = (member: Operation | Mount | SocketRoute, inside: Surroundings, id: string) => Placed[];

function placeRoutes<Placed>(routes: Routes, around: Surroundings, place: Place<Placed>): Placed[] {
  return Object.entries(routes).flatMap(([key, member]) => {
    const inside = { ...around, keys: [...around.keys, checkedKey(key, around.keys)] };
    const id = inside.keys.join(".");
    if (typeof member !== "object" || member === null) {
      throw new StartError(
        `${id} is ${member === undefined ? "undefined: two files probably import each other" : "no operation, socket, router or record of them"}.`,
      );
    }
    if (isRouter(member)) return placeRoutes(member.routes, surround(inside, member.options), place);
    if (isOperation(member) || isMount(member) || isSocketRoute(member)) return place(member, inside, id);
    return placeRoutes(member, inside, place);
  });
}

function placeMount(mount: Mount, around: Surroundings, id: string): PlacedMount {
  const own = mount.prefix === "/" ? "" : mount.prefix;
  if (own.endsWith("/")) throw new StartError(`${id}: the prefix "${own}" must not end with a slash.`);
  const prefix = around.prefix + own;
  if (prefix !== "") checkPath(prefix, id);
  if (pathParameters(prefix).length > 0)
    throw new StartError(`${id}: the prefix "${prefix}" of a mount cannot have parameters.`);
  const { keys: _, ...common } = around;
  return { ...common, hidden: true, id, path: `${prefix}/*`, prefix, mount };
}

/** Sockets are not described by OpenAPI. */
function placeSocket(socket: SocketRoute, around: Surroundings, id: string): PlacedSocket {
  const { needs } = socket;
  const path = joinPaths(around.prefix, socket.path);
  checkPath(path, id);
  const { keys: _, prefix: __, ...common } = around;
  return {
    ...common,
    id,
    path,
    socket,
    middleware:
      needs.middleware === undefined ? around.middleware : [...around.middleware, ...needs.middleware],
    onError: needs.onError === undefined ? around.onError : [needs.onError, ...around.onError],
    hidden: true,
  };
}

function placeOperation(operation: Operation, around: Surroundings, id: string): PlacedOperation {
  const { needs } = operation;
  const path = joinPaths(around.prefix, operation.path);
  checkPath(path, id);
  return {
    id,
    path,
    operation,
    tags: union(around.tags, needs.tags),
    guards: around.guards,
    errors: union(around.errors, needs.errors),
    responses: { ...around.responses, ...needs.responses },
    middleware: [...around.middleware, ...goodbye(needs.deprecated, id), ...(needs.middleware ?? [])],
    onError: needs.onError === undefined ? around.onError : [needs.onError, ...around.onError],
    deprecated: around.deprecated || isDeprecated(needs.deprecated),
    hidden: around.hidden || needs.hidden === true,
    strictContentType: around.strictContentType,
    documents: around.documents,
  };
}

function surround(around: Surroundings, options: RouterOptions): Surroundings {
  const { prefix = "" } = options;
  if (prefix !== "" && (!prefix.startsWith("/") || prefix.endsWith("/"))) {
    throw new StartError(
      `${around.keys.join(".")}: the prefix "${prefix}" must start with a slash and not end with one.`,
    );
  }
  return {
    keys: around.keys,
    prefix: around.prefix + prefix,
    tags: union(around.tags, options.tags),
    guards: options.depends === undefined ? around.guards : [...around.guards, options.depends],
    errors: union(around.errors, options.errors),
    responses: { ...around.responses, ...options.responses },
    middleware: [
      ...around.middleware,
      ...goodbye(options.deprecated, around.keys.join(".")),
      ...(options.middleware ?? []),
    ],
    onError: options.onError === undefined ? around.onError : [options.onError, ...around.onError],
    deprecated: around.deprecated || isDeprecated(options.deprecated),
    hidden: around.hidden || options.hidden === true,
    strictContentType: options.strictContentType ?? around.strictContentType,
    documents:
      options.document === undefined
        ? around.documents
        : [...around.documents, { prefix: around.prefix + prefix, info: options.document }],
  };
}

function isDeprecated(deprecated: boolean | Deprecation | undefined): boolean {
  return deprecated !== undefined && deprecated !== false;
}

function goodbye(deprecated: boolean | Deprecation | undefined, where: string): Middleware[] {
  return typeof deprecated === "object" ? [deprecationHeaders(deprecated, where)] : [];
}

function union<T>(outer: readonly T[], inner: readonly T[] = []): readonly T[] {
  return inner.length === 0 ? outer : [...new Set([...outer, ...inner])];
}

const reserved = new Set(["then", "constructor", "prototype", "__proto__"]);

function checkedKey(key: string, above: readonly string[]): string {
  if (/^[A-Za-z][A-Za-z0-9_]*$/.test(key) && !reserved.has(key)) return key;
  throw new StartError(
    `"${[...above, key].join(".")}": the key of a route is its name in the document and in the client. ` +
      "Write a plain identifier (letters, digits, underscores), and none of: then, constructor, prototype.",
  );
}
