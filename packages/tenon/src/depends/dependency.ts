/**
 * A dependency is needs and a function that provides a value; a generator's `yield` provides it, and what stands after the
 * `yield` is its teardown. Its identity is the object itself: within one run it is resolved once.
 */
import type { CheckNeeds, ErrorsOf, Lifetime, LifetimeOf, Need, Needs, Received, ScopesOf } from "./need.ts";
import type { Run } from "./run.ts";
import type { SecurityScheme } from "./scheme.ts";

/** A value's provider, as `dependency()` made it. */
export interface Dependency<
  out Value = unknown,
  out Life extends Lifetime = Lifetime,
  out Errors = unknown,
  out Scopes extends string = string,
> extends Need<Value, Life, Errors, Scopes> {
  readonly "~tenon": "dependency";
  /** For messages, traces and `tenon routes`. */
  readonly name: string;
  readonly needs: Needs;
  /** The provider; it receives what it declared. */
  readonly provide: (received: never) => unknown;
  /** Set on the dependencies of the security room: how a caller proves who it is. */
  readonly scheme?: SecurityScheme;
  /** Set on the built-in ones: they read the run itself. */
  readonly builtIn?: (run: Run) => unknown;
  /** `http` where a built-in or a scheme touches the request. */
  readonly touches?: "http";
}

/** The value a provider provides: what a generator yields, or what a function returns, awaited. */
export type Provided<R> = R extends Generator<infer Value> | AsyncGenerator<infer Value> ? Value : Awaited<R>;

/**
 * Declares a dependency.
 *
 * @param needs what the provider needs: inputs, other dependencies; `{}` when nothing
 * @param provide a function, or a generator whose `yield` is the value and whose rest is the teardown. An error of the
 * run is thrown into it at the `yield`; after a success `yield` gives the `Reply` that is about to leave, where there is a request.
 * A generator that returns a `Reply` before its `yield` answers the request: what would come after it does not run
 * @example
 * export const dbSession = dependency({ depends: { db: database } }, async function* ({ db }) {
 *   const session = await db.begin();
 *   try {
 *     yield session;
 *     await session.commit();
 *   } catch (error) {
 *     await session.rollback();
 *     throw error;
 *   }
 * });
 */
export function dependency<const N extends Needs, R>(
  needs: N & CheckNeeds<N>,
  provide: (received: Received<N>) => R,
): Dependency<Provided<R>, LifetimeOf<N>, ErrorsOf<N>, ScopesOf<N>>;
export function dependency<R>(provide: () => R): Dependency<Provided<R>, "run", never, never>;
export function dependency(
  needs: Needs | (() => unknown),
  provide?: (received: never) => unknown,
): Dependency {
  if (typeof needs === "function") return makeDependency({ name: needs.name, needs: {}, provide: needs });
  if (typeof provide !== "function") {
    throw new TypeError(
      "dependency(needs, provide): the second argument is the function that provides the value",
    );
  }
  return makeDependency({ name: needs.name ?? provide.name, needs, provide });
}

type Runtime = Omit<Dependency, "~tenon" | "~value" | "~life" | "~errors" | "~scopes">;

/** Makes the object; the members for the type checker stay away at run time. */
export function makeDependency(parts: Runtime): Dependency {
  return { "~tenon": "dependency", ...parts, name: parts.name || "dependency" } as Dependency;
}

/** Whether a value is a dependency. */
export function isDependency(value: unknown): value is Dependency {
  return typeof value === "object" && value !== null && (value as Partial<Need>)["~tenon"] === "dependency";
}
