/** What has to answer before a process can serve: an app-scoped dependency, and how to ask it. */
import type { Dependency } from "../depends/dependency.ts";
import type { Need } from "../depends/need.ts";

/** A dependency that readiness asks. */
export interface HealthCheck {
  readonly need: Dependency;
  /** Rejects, or throws, when it is not ready. The signal is aborted when its time is over. */
  readonly ask: (value: never, signal: AbortSignal) => unknown;
}

/**
 * Marks a dependency for readiness.
 *
 * @param need an app-scoped dependency
 * @param ask what tells whether its value can be used now: returns when it can, throws or rejects when it cannot
 * @example
 * healthCheck(database, (db) => db.ping())
 */
export function healthCheck<Value>(
  need: Need<Value, "app">,
  ask: (value: Value, signal: AbortSignal) => unknown,
): HealthCheck {
  return { need: need as Dependency, ask };
}
