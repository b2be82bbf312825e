/** Values that every run has, as dependencies: ask for them by name, like for any other. */
import type { Exchange } from "../http/exchange.ts";
import type { Logger } from "../http/logger.ts";
import { type Dependency, makeDependency } from "./dependency.ts";
import type { Lifetime } from "./need.ts";
import { ResponseDraft } from "./response-draft.ts";
import type { Run } from "./run.ts";
import type { SecurityScopes } from "./scheme.ts";

/** The web `Request`. */
export const request = ofRequest("request", (exchange) => exchange.request);

/** The exchange itself: for what no other built-in gives. */
export const exchange = ofRequest("exchange", (current) => current);

/** Aborted when the client goes away, and when the operation's `timeout` is over. */
export const abortSignal = ofRequest("abortSignal", (current) => current.deadline?.signal ?? current.signal);

/**
 * Aborted when what runs here is to end early, in a request or in a job: the operation's `timeout` is over, or its client has gone;
 * the job's time is over, or its worker must stop. Undefined where nothing ends it: a request without a `timeout` ends by itself, its
 * client gone or not. For what a request and a job share, such as a database session.
 * @example
 * dependency({ depends: { db, signal: cancelSignal } }, async function* ({ db, signal }) { ... })
 */
export const cancelSignal: Dependency<AbortSignal | undefined, "run", never, never> = builtIn(
  "cancelSignal",
  "run",
  (run) => (run.exchange === undefined ? run.signal : run.exchange.deadline?.signal),
);

/** The name of this request in logs and in the `x-request-id` header. */
export const requestId = ofRequest("requestId", (current) => current.requestId);

/** Who calls, as the authentication middleware found out; undefined when nobody asked. */
export const principal = ofRequest("principal", (current) => current.principal);

/** The caller's address, through trusted proxies; undefined where the door does not know it. */
export const clientAddress: Dependency<string | undefined, "http", never, never> = builtIn(
  "clientAddress",
  "http",
  (run) => run.host.clientAddress(run.exchange as Exchange),
);

/**
 * Headers, cookies and status of the answer, set before there is one.
 * @example
 * depends: { out: responseHeaders }, ({ out }) => { out.cookie("seen", "yes"); ... }
 */
export const responseHeaders: Dependency<ResponseDraft, "http", never, never> = builtIn(
  "responseHeaders",
  "http",
  (run) => {
    run.draft ??= new ResponseDraft();
    return run.draft;
  },
);

/** The logger; inside a request its lines carry the request id. */
export const logger: Dependency<Logger, "app", never, never> = builtIn("logger", "app", (run) => run.log);

/**
 * Aborted when the app begins to stop, while requests, streams and tasks under way still run: for what would go on for ever.
 * Server-sent events end by themselves then.
 * @example
 * depends: { shutdown: shutdownSignal }, ({ shutdown }) => stream(linesUntil(shutdown))
 */
export const shutdownSignal: Dependency<AbortSignal, "app", never, never> = builtIn(
  "shutdownSignal",
  "app",
  (run) => run.host.shutdown,
);

/**
 * Aborted when the process should get no more work, while it still takes it: on SIGTERM, before `drainDelay`. What tells a load
 * balancer looks at it, as `healthRoutes` does. A worker that another one replaces is not meant: the address goes on answering.
 */
export const drainSignal: Dependency<AbortSignal, "app", never, never> = builtIn(
  "drainSignal",
  "app",
  (run) => run.host.drain,
);

/** The scopes that the way to the asking dependency requires: the union over all ways of this operation. */
export const securityScopes: Dependency<SecurityScopes, "run", never, never> = builtIn(
  "securityScopes",
  "run",
  () => ({
    scopes: [],
    text: "",
  }),
);

function ofRequest<T>(name: string, read: (exchange: Exchange) => T): Dependency<T, "http", never, never> {
  return builtIn(name, "http", (run) => read(run.exchange as Exchange));
}

/** Makes a built-in: a dependency that reads the run. */
export function builtIn<T, L extends Lifetime>(
  name: string,
  life: L,
  read: (run: Run) => T,
): Dependency<T, L, never, never> {
  const touches = life === "http" ? ({ touches: "http" } as const) : {};
  return makeDependency({
    name,
    needs: {},
    provide: () => undefined,
    builtIn: read,
    ...touches,
  }) as Dependency<T, L, never, never>;
}
