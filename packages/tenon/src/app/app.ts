/**
 * An app is a value: routes, middleware, error handlers, lifespan. Making one does nothing; a running one is made by `start()`,
 * or by the first `fetch`.
 */
import { type OpenApiDocument, openapiDocument } from "../openapi/document.ts";
import { placeOperations } from "../routing/place.ts";
import type { Routes } from "../routing/router.ts";
import { type AppOptions, commonOptions, type StartOptions } from "./app-options.ts";
import { answerRequest, type FetchContext } from "./fetch-door.ts";
import { RunningApp } from "./running-app.ts";
import { refuseSocketsElsewhere } from "./runtime.ts";

/** Routes, middleware, error handlers and lifespan, ready to be started. */
export interface App<R extends Routes = Routes> {
  readonly "~tenon": "app";
  readonly options: AppOptions<R>;
  /** Answers a request on any runtime; the first one starts the app. */
  readonly fetch: (request: Request, context?: FetchContext) => Promise<Response>;
  /** Compiles the plans, opens the app-scoped dependencies and runs the lifespan up to its `yield`. */
  readonly start: (options?: StartOptions) => Promise<RunningApp>;
  /** Stops what the first `fetch` started. */
  readonly stop: () => Promise<void>;
  /** The OpenAPI 3.1 document: a pure function of the app, the same text every time. */
  readonly openapi: () => OpenApiDocument;
}

/**
 * Makes an app. Nothing is opened and nothing is compiled before it starts.
 *
 * @example
 * const app = createApp({ title: "Shop", version: "1.0.0", routes: { items } });
 * const response = await app.fetch(new Request("http://localhost/items/1"));
 */
export function createApp<const R extends Routes>(options: AppOptions<R>): App<R> {
  let started: Promise<RunningApp> | undefined;
  /** What `started` became: requests do not wait for it again. */
  let running: RunningApp | undefined;
  const start = (startOptions: StartOptions = {}): Promise<RunningApp> =>
    RunningApp.start(options, startOptions);
  const startOnce = async (): Promise<RunningApp> => {
    if (started === undefined) {
      refuseSocketsElsewhere(options);
      started = start();
    }
    const starting = started;
    try {
      const app = await starting;
      // It may have been stopped in the meantime.
      if (started === starting) running = app;
      return app;
    } catch (error) {
      if (started === starting) started = undefined;
      throw error;
    }
  };
  return {
    "~tenon": "app",
    options,
    start,
    async fetch(request, context) {
      return answerRequest(running ?? (await startOnce()), request, context);
    },
    async stop() {
      const starting = started;
      started = undefined;
      running = undefined;
      await (await starting)?.stop();
    },
    openapi: () =>
      openapiDocument(options, placeOperations(options.routes, commonOptions(options)), {
        errorShape: options.errorShape,
      }),
  };
}
