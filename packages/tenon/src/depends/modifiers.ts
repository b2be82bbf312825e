/**
 * Words that say how a dependency is needed here, without changing what it is: its identity stays, so it is still resolved
 * once a run.
 */
import type { Lifetime, Need } from "./need.ts";

/** How a need is wrapped. */
export type Modifier =
  | { readonly kind: "secured"; readonly of: Need; readonly scopes: readonly string[] }
  | { readonly kind: "fresh"; readonly of: Need }
  | { readonly kind: "optional"; readonly of: Need }
  | { readonly kind: "anyOf"; readonly of: readonly Need[] };

/** A need with a word about how it is needed. */
export interface ModifiedNeed extends Need {
  readonly "~tenon": "modifier";
  readonly modifier: Modifier;
}

type KnownScopes<D extends Need> = [D["~scopes"]] extends [never] ? string : D["~scopes"];

/**
 * Needs a dependency together with scopes. The scopes reach whatever in its subtree asks for `securityScopes`, and stand in
 * the document. A scope that none of its schemes knows is a compile error and a start-up error.
 *
 * @example
 * depends: { reader: secured(currentUser, "users:read") }
 */
export function secured<D extends Need>(
  need: D,
  ...scopes: readonly [KnownScopes<D>, ...KnownScopes<D>[]]
): Need<D["~value"], D["~life"], D["~errors"], D["~scopes"]> {
  return modified({ kind: "secured", of: need, scopes });
}

/**
 * Needs a value of its own: the dependency runs again, and is shared with nobody.
 * @example
 * depends: { first: randomToken, second: fresh(randomToken) }
 */
export function fresh<D extends Need>(need: D): Need<D["~value"], D["~life"], D["~errors"], D["~scopes"]> {
  return modified({ kind: "fresh", of: need });
}

/**
 * Needs a dependency if it can be had: `undefined` instead of its 401 when the caller sent no credential. A credential that
 * was sent and is wrong is still refused.
 * @example
 * depends: { viewer: optional(currentUser) }
 */
export function optional<D extends Need>(
  need: D,
): Need<D["~value"] | undefined, D["~life"], D["~errors"], D["~scopes"]> {
  return modified({ kind: "optional", of: need });
}

/**
 * Needs one of several: the first that the caller has sent a credential for.
 * @example
 * depends: { caller: anyOf(bearerUser, apiKeyUser) }
 */
export function anyOf<A extends Need, B extends Need, Rest extends readonly Need[]>(
  first: A,
  second: B,
  ...rest: Rest
): Need<
  (A | B | Rest[number])["~value"],
  (A | B | Rest[number])["~life"],
  (A | B | Rest[number])["~errors"],
  (A | B | Rest[number])["~scopes"]
> {
  return modified({ kind: "anyOf", of: [first, second, ...rest] });
}

function modified<V, L extends Lifetime, E, S extends string>(modifier: Modifier): Need<V, L, E, S> {
  return { "~tenon": "modifier", modifier } as unknown as Need<V, L, E, S>;
}

/** Whether a need is wrapped. */
export function isModified(need: Need): need is ModifiedNeed {
  return need["~tenon"] === "modifier";
}
