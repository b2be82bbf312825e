/** What a client makes of an error's body, whatever shape an app gave it. */
import type { Fault } from "../contract/fault.ts";

/** The parts of an error that a typed client looks at. */
export interface ErrorReading {
  /** The word machines go by; undefined for an error without one. */
  readonly code?: string | undefined;
  /** A sentence, or any JSON value. */
  readonly detail: unknown;
  /** What the error carries. */
  readonly data?: unknown;
  /** All faults of the inputs, when that is what was wrong. */
  readonly faults?: readonly Fault[] | undefined;
}

/** Reads a body of which nothing is known. */
export function readNothing(body: unknown): ErrorReading {
  return { detail: body, data: body };
}
