/** A router is a record of named operations and routers with something in common: a prefix, tags, dependencies, errors. */
import type { Depends, ErrorsOf } from "../depends/need.ts";
import type { ErrorHandler } from "../http/error-handler.ts";
import type { ErrorDefinition } from "../http/errors.ts";
import type { Middleware } from "../http/middleware.ts";
import type { ResponseSpecs } from "../results/response-spec.ts";
import type { Deprecation } from "./deprecation.ts";
import type { Mount } from "./mount.ts";
import type { Operation } from "./operation.ts";
import type { SocketRoute } from "./socket-route.ts";

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
  /** Answers that every member may give, by status, for the document; what a member says itself goes before them. */
  readonly responses?: ResponseSpecs;
  /** Callers should stop using all of it; with dates, every answer says so in its headers. */
  readonly deprecated?: boolean | Deprecation;
  /** Keeps all of it out of the document. */
  readonly hidden?: boolean;
  /** Middleware around every member. */
  readonly middleware?: readonly Middleware[];
  /** Handlers of errors by class; the innermost is asked first. */
  readonly onError?: readonly ErrorHandler[];
  /** Whether a body without a content type is refused (415) or read as JSON; the innermost counts. Default: true. */
  readonly strictContentType?: boolean;
  /** Gives what is in here a document and pages of its own, under the prefix: `/api/v1/openapi.json`, `/api/v1/docs`. */
  readonly document?: RouterDocument;
}

/** What a router's own document says otherwise than the app's. */
export interface RouterDocument {
  readonly title?: string;
  readonly version?: string;
  /** Markdown. */
  readonly description?: string;
}

/** A record of operations, sockets, routers, mounts and records of them; its keys are the names in the document and the client. */
export interface Routes {
  readonly [name: string]: Operation | SocketRoute | Router | Mount | Routes;
}

/** Routes with something in common. */
export interface Router<R extends Routes = Routes, Errors = unknown> {
  readonly "~tenon": "router";
  /** Only carries the type: what every member may answer with. */
  readonly "~errors": Errors;
  readonly options: RouterOptions;
  readonly routes: R;
}

/** Options that there are not, refused where they stand. */
type CheckOptions<O> = {
  readonly [K in Exclude<keyof O, keyof RouterOptions>]: "A router has no such option";
};

/**
 * Puts routes under common options.
 * @example
 * export const users = router({ prefix: "/users", tags: ["users"] }, { me: get("/me", ...), one: get("/:id", ...) });
 */
export function router<const R extends Routes, const O extends RouterOptions>(
  options: O & CheckOptions<O>,
  routes: R,
): Router<R, ErrorsOf<O>> {
  return { "~tenon": "router", options, routes } as unknown as Router<R, ErrorsOf<O>>;
}

/** Whether a member of a record is a router. */
export function isRouter(member: object): member is Router {
  return (member as Partial<Router>)["~tenon"] === "router";
}

/** Whether a member of a record is an operation. */
export function isOperation(member: object): member is Operation {
  return (member as Partial<Operation>)["~tenon"] === "operation";
}
