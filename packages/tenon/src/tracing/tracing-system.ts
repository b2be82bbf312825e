/** What an app knows of tracing: an interface, so that OpenTelemetry is loaded only where it is asked for. */
import type { MiddlewareFunction } from "../http/middleware.ts";
import type { Tracer } from "../http/tracer.ts";

/** Tracing that records. */
export interface ActiveTracing extends Tracer {
  /** Stands outside of all other middleware of the app. */
  readonly middleware: MiddlewareFunction;
}

/** What traces an app; made by `tracing` of `tenon/tracing`, and given to `createApp({ tracing })`. */
export interface TracingSystem {
  readonly "~tenon": "tracing";
  /** Looks whether an SDK is there; undefined when none is, and nothing is traced. Called once, when the app starts. */
  readonly attach: () => ActiveTracing | undefined;
}
