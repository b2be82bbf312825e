/** What an app is made from, and how it is started: plain data. */
import type { Override } from "../depends/override.ts";
import type { ErrorShape } from "../http/error-shape.ts";
import type { Logger } from "../http/logger.ts";
import type { JobSystem, WorkerRequest } from "../jobs/job-system.ts";
import type { MetricsSystem } from "../metrics/metrics-system.ts";
import type { DocsOptions } from "../openapi/docs-options.ts";
import type { DocumentInfo } from "../openapi/document.ts";
import type { RouterOptions, Routes } from "../routing/router.ts";
import type { SocketSettings } from "../routing/socket-route.ts";
import type { TracingSystem } from "../tracing/tracing-system.ts";
import type { Lifespan } from "./lifespan.ts";

/** What an app is made from. */
export interface AppOptions<R extends Routes = Routes>
  extends DocumentInfo,
    Omit<RouterOptions, "hidden" | "deprecated"> {
  /** The record of all routes; its keys are the names in the document and the client. */
  readonly routes: R;
  /**
   * Whether each operation and each socket has to say who may call it: a scope (`secured`), `ownerOnly()` or `open()`. One that
   * says none of them does not start. Default: false.
   */
  readonly requireAccess?: boolean;
  /** How errors are written, on the wire and in the document. Default: `detailShape`, `{"detail": ...}`. */
  readonly errorShape?: ErrorShape;
  /** Runs from start-up to shutdown, beside the app-scoped dependencies. */
  readonly lifespan?: Lifespan;
  /** Durable jobs: `jobs({ engine, jobs: { ... } })` of `tenon/jobs`. */
  readonly jobs?: JobSystem;
  /** Measures the app: `metrics()` of `tenon/metrics`. */
  readonly metrics?: MetricsSystem | undefined;
  /** Default: pino, at level `info`, to standard output. */
  readonly logger?: Logger;
  /** The most bytes of a body. Default: 1 MiB (1,048,576). */
  readonly bodyLimit?: number;
  /** Traces the app, where an SDK of OpenTelemetry is registered: `tracing()` of `tenon/tracing`. */
  readonly tracing?: TracingSystem | undefined;
  /** How long an operation may take, in milliseconds, where it does not say so itself; see there. Default: no limit. */
  readonly timeout?: number;
  /** What sockets may cost and which pages may open them, where they do not say it themselves. */
  readonly sockets?: SocketSettings;
  /** Where the document and its pages are; `false` serves none of them. */
  readonly docs?: DocsOptions | false;
  /**
   * The path that a proxy serves the app under and passes on: `/api/v1`. Operations answer with it in front of their paths and
   * without it; what is mounted answers with it only. It comes first among the `servers` of the served document. A proxy that
   * strips its prefix needs none. Default: none.
   */
  readonly rootPath?: string;
  /** Whether the served document names the root path, or the prefix of a mount, among its `servers`. Default: true. */
  readonly rootPathInServers?: boolean;
  /** `/users/` redirects to `/users` and the other way round, where only one of them exists. Default: true. */
  readonly redirectSlashes?: boolean;
}

/** How an app is started. */
export interface StartOptions {
  /** What runs in other dependencies' places. */
  readonly overrides?: readonly Override[];
  /** Instead of the app's own logger. */
  readonly logger?: Logger;
  /** Tells what would not end by itself that the app is about to stop; an app around this one hands over its own. */
  readonly shutdown?: AbortSignal;
  /** Whether this process runs jobs: as the app's `jobs` say, not at all, or as a worker for these. Default: `default`. */
  readonly work?: "default" | "none" | WorkerRequest;
}

/** The options that an app shares with a router. */
export function commonOptions(options: AppOptions): RouterOptions {
  const { prefix, tags, depends, errors, responses, strictContentType } = options;
  return {
    ...(prefix === undefined ? {} : { prefix }),
    ...(tags === undefined ? {} : { tags }),
    ...(depends === undefined ? {} : { depends }),
    ...(errors === undefined ? {} : { errors }),
    ...(responses === undefined ? {} : { responses }),
    ...(strictContentType === undefined ? {} : { strictContentType }),
  };
}
