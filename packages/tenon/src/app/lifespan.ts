/** The lifespan: a generator that runs up to its `yield` before the first request and goes on after the last. */
import type { Need } from "../depends/need.ts";
import type { Logger } from "../http/logger.ts";

/** What a lifespan may use. */
export interface LifespanContext {
  readonly logger: Logger;
  /** The value of an app-scoped dependency. */
  readonly get: <Value>(need: Need<Value, "app">) => Promise<Value>;
}

/**
 * Runs once around the life of an app; it starts after the app-scoped dependencies have opened and ends before they close.
 * @example
 * lifespan: async function* ({ get, logger }) {
 *   await (await get(cache)).warmUp();
 *   yield;
 *   logger.info({}, "Bye");
 * }
 */
export type Lifespan = (
  context: LifespanContext,
) => Generator<undefined, void> | AsyncGenerator<undefined, void>;
