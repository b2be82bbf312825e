/** A router is a record of named operations and routers with something in common: a prefix, tags, dependencies, errors. */
import type { Depends } from "../depends/need.ts";
import { StartError } from "../depends/start-error.ts";
import type { ErrorHandler } from "../http/error-handler.ts";
import type { ErrorDefinition } from "../http/errors.ts";
import type { Middleware } from "../http/middleware.ts";
import type { Operation } from "./operation.ts";
import { checkPath, joinPaths } from "./path.ts";

/** What the members of a router have in common. */
export interface RouterOptions {
  /** Stands in front of every path: `/users`. */
  readonly prefix?: string;
  /** Groups in the document. */
  readonly tags?: readonly string[];
  /** Run for their effect before each member; a handler that wants the value declares it as well and gets the same one. */
  readonly depends?: Depends;
  /** Errors that every member may answer with. */
  readonly errors?: readonly ErrorDefinition[];
  /** Callers should stop using all of it. */
  readonly deprecated?: boolean;
  /** Keeps all of it out of the document. */
  readonly hidden?: boolean;
  /** Middleware around every member. */
  readonly middleware?: readonly Middleware[];
  /** Handlers of errors by class; the innermost is asked first. */
  readonly onError?: readonly ErrorHandler[];
}

/** A record of operations, routers and records of them; its keys are the names in the document and the client. */
export interface Routes {
  readonly [name: string]: Operation | Router | Routes;
}

/** Routes with something in common. */
export interface Router<R extends Routes = Routes> {
  readonly "~tenon": "router";
  readonly options: RouterOptions;
  readonly routes: R;
}

/**
 * Puts routes under common options.
 * @example
 * export const users = router({ prefix: "/users", tags: ["users"] }, { me: get("/me", ...), one: get("/:id", ...) });
 */
export function router<const R extends Routes>(options: RouterOptions, routes: R): Router<R> {
  return { "~tenon": "router", options, routes } as Router<R>;
}

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
  readonly middleware: readonly Middleware[];
  /** By level, innermost first. */
  readonly onError: readonly (readonly ErrorHandler[])[];
  readonly deprecated: boolean;
  readonly hidden: boolean;
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
  const outside: Surroundings = {
    keys: [],
    prefix: "",
    tags: [],
    guards: [],
    errors: [],
    middleware: [],
    onError: [],
    deprecated: false,
    hidden: false,
  };
  return placeRoutes(routes, surround(outside, common));
}

function placeRoutes(routes: Routes, around: Surroundings): PlacedOperation[] {
  return Object.entries(routes).flatMap(([key, member]) => {
    const inside = { ...around, keys: [...around.keys, checkedKey(key, around.keys)] };
    const id = inside.keys.join(".");
    if (typeof member !== "object" || member === null) {
      throw new StartError(
        `${id} is ${member === undefined ? "undefined: two files probably import each other" : "no operation, router or record of them"}.`,
      );
    }
    if (isRouter(member)) return placeRoutes(member.routes, surround(inside, member.options));
    if (isOperation(member)) return [placeOperation(member, inside, id)];
    return placeRoutes(member, inside);
  });
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
    middleware: [...around.middleware, ...(needs.middleware ?? [])],
    onError: needs.onError === undefined ? around.onError : [needs.onError, ...around.onError],
    deprecated: around.deprecated || needs.deprecated === true,
    hidden: around.hidden || needs.hidden === true,
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
    middleware: [...around.middleware, ...(options.middleware ?? [])],
    onError: options.onError === undefined ? around.onError : [options.onError, ...around.onError],
    deprecated: around.deprecated || options.deprecated === true,
    hidden: around.hidden || options.hidden === true,
  };
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

/** Whether a member of a record is a router. */
export function isRouter(member: object): member is Router {
  return (member as Partial<Router>)["~tenon"] === "router";
}

/** Whether a member of a record is an operation. */
export function isOperation(member: object): member is Operation {
  return (member as Partial<Operation>)["~tenon"] === "operation";
}
