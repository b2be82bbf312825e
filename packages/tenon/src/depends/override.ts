/** Puts another provider in a dependency's place, for one running app: what tests do. */
import { type Dependency, dependency, isDependency } from "./dependency.ts";
import type { Lifetime, Need } from "./need.ts";
import { StartError } from "./start-error.ts";

/** A dependency and what runs instead of it. */
export interface Override {
  readonly of: Dependency;
  readonly by: Dependency;
}

/**
 * Replaces a dependency by another one, or by a plain function, that provides the same type. The document stays as it is.
 *
 * @example
 * testClient(app, { overrides: [override(mailer, () => fakeMailer)] });
 */
export function override<Value>(
  original: Need<Value, Lifetime>,
  replacement: Need<NoInfer<Value>, Lifetime> | (() => NoInfer<Value> | Promise<NoInfer<Value>>),
): Override {
  if (!isDependency(original)) {
    throw new StartError(
      "override(dependency, replacement): the first is the bare dependency, without secured, fresh, optional or anyOf.",
    );
  }
  if (isDependency(replacement)) return { of: original, by: replacement };
  if (typeof replacement === "function") {
    const needs = {
      name: original.name,
      ...(original.needs.scope === undefined ? {} : { scope: original.needs.scope }),
    };
    return { of: original, by: dependency(needs, replacement) as Dependency };
  }
  throw new StartError(`override(${original.name}, ...): the replacement is a dependency or a function.`);
}
