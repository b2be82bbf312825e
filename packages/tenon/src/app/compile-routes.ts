/**
 * From the record of routes to one function: each operation, socket and mount gets its plan and what stands around it, the
 * dispatcher finds the way to them, the app's own middleware stands around all.
 */
import { checkScopes } from "../depends/check-scopes.ts";
import type { Overrides } from "../depends/graph.ts";
import type { Override } from "../depends/override.ts";
import type { Plan } from "../depends/plan.ts";
import type { RunHost } from "../depends/run.ts";
import { StartError } from "../depends/start-error.ts";
import { compose } from "../http/compose.ts";
import { detailShape } from "../http/detail-shape.ts";
import type { Next } from "../http/middleware.ts";
import type { OnError } from "../http/on-error.ts";
import type { Tracer } from "../http/tracer.ts";
import { limitConcurrency } from "../load/concurrency.ts";
import { limitTime, quietWhenLate } from "../load/time-limit.ts";
import { checkAccess } from "../routing/check-access.ts";
import { Endpoint } from "../routing/endpoint.ts";
import { pathParameters } from "../routing/path.ts";
import { type PlacedOperation, placeMounts, placeOperations, placeSockets } from "../routing/place.ts";
import type { OpenSockets } from "../sockets/open-sockets.ts";
import { SocketEndpoint } from "../sockets/socket-endpoint.ts";
import type { ActiveTracing } from "../tracing/tracing-system.ts";
import { type AppOptions, commonOptions } from "./app-options.ts";
import { Dispatcher } from "./dispatcher.ts";
import { documentRoutes } from "./document-routes.ts";
import { ErrorReplies } from "./error-reply.ts";
import { Mounts } from "./mounts.ts";
import { belowRootPath } from "./root-path.ts";

/** What routes are compiled for: one running app. */
export interface RoutesHost {
  readonly run: RunHost;
  readonly overrides: readonly Override[];
  readonly sockets: OpenSockets;
  readonly tracing: ActiveTracing | undefined;
}

/** The routes of one running app. */
export interface CompiledRoutes {
  /** Answers an exchange; never throws. */
  readonly handle: Next;
  readonly endpoints: readonly Endpoint[];
  readonly mounts: Mounts;
  /** Of operations, sockets, and what stands around mounts: to be bound to the app-scoped values. */
  readonly plans: readonly Plan[];
}

/** What stands around a route. */
type Surroundings = Pick<PlacedOperation, "middleware" | "onError">;

/** @throws {StartError} when declarations contradict each other */
export function compileRoutes(
  options: AppOptions,
  { run, overrides, sockets: open, tracing }: RoutesHost,
): CompiledRoutes {
  const common = commonOptions(options);
  const replaced: Overrides = new Map(overrides.map((one) => [one.of, one.by]));
  const limit = options.bodyLimit === undefined ? {} : { bodyLimit: options.bodyLimit };
  const errors = new ErrorReplies([options.onError ?? []], options.errorShape ?? detailShape);
  const onErrorWithin = (handlers: PlacedOperation["onError"]): OnError => answered(errors.within(handlers));
  const timeoutOf = ({ operation }: PlacedOperation): number | false =>
    operation.needs.timeout ?? options.timeout ?? false;
  const compiled = (placed: PlacedOperation): Endpoint => {
    const onError = onErrorWithin(placed.onError);
    const answering = timeoutOf(placed) === false ? onError : quietWhenLate(onError);
    return endpointOf(placed, { overrides: replaced, ...limit, tracer: tracing }, answering);
  };
  const limited = (placed: PlacedOperation, handle: Next): Next => {
    const { concurrency } = placed.operation.needs;
    const timeout = timeoutOf(placed);
    const onError = onErrorWithin(placed.onError);
    const inner =
      concurrency === undefined ? handle : limitConcurrency(handle, concurrency, placed.id, onError);
    return timeout === false ? inner : limitTime(inner, timeout, placed.id, onError);
  };
  const surrounded = ({ middleware, onError }: Surroundings, inner: Next): Next => {
    if (middleware.length === 0 && onError.length === 0) return inner;
    return compose(middleware, inner, onErrorWithin(onError));
  };

  const placed = placeOperations(options.routes, common);
  const endpoints = placed.map(compiled);
  const mounts = new Mounts(placeMounts(options.routes, common), overrides);
  const mounted = mounts.placed.map(compiled);
  const sockets = placeSockets(options.routes, common).map(
    (socket) => new SocketEndpoint(socket, { overrides: replaced }, options.sockets),
  );
  for (const { plan, placed: socket } of sockets) checkPlan(plan, socket);
  if (options.requireAccess === true) checkEveryAccess(endpoints, sockets);

  const { redirectSlashes = true, rootPath = "" } = options;
  const mountsBelowRoot = rootPath !== "";
  const dispatcher = new Dispatcher({ redirectSlashes, mountsBelowRoot, onError: answered(errors) });
  for (const endpoint of endpoints) {
    const { id, path, operation } = endpoint.placed;
    const handle: Next = (exchange) => endpoint.handle(exchange, run);
    const preflight = surrounded(endpoint.placed, dispatcher.allow);
    const within = limited(endpoint.placed, handle);
    dispatcher.add(operation.method, path, id, surrounded(endpoint.placed, within), preflight);
  }
  for (const endpoint of mounted) {
    const { id, path } = endpoint.placed;
    const handle: Next = (exchange) => endpoint.handle(exchange, run);
    dispatcher.mount(path.slice(0, -2), id, surrounded(endpoint.placed, handle));
  }
  for (const endpoint of sockets) {
    const { id, path, onError } = endpoint.placed;
    const socketHost = { run, open, onError: onErrorWithin(onError) };
    const handle: Next = (exchange) => endpoint.handle(exchange, socketHost);
    dispatcher.addSocket(path, id, surrounded(endpoint.placed, handle));
  }
  if (options.docs !== false) {
    for (const page of documentRoutes(options, placed))
      dispatcher.add("GET", page.path, undefined, page.handle);
  }
  const { metrics, middleware = [] } = options;
  const measuring = metrics === undefined ? [] : [metrics.middleware];
  const around = [...(tracing === undefined ? [] : [tracing.middleware]), ...measuring, ...middleware];
  const onion = compose(around, dispatcher.handle, answered(errors));
  const plans = [...endpoints, ...mounted, ...sockets].map(({ plan }) => plan);
  return { handle: belowRootPath(rootPath, onion), endpoints, mounts, plans };
}

function answered(errors: ErrorReplies): OnError {
  return (exchange, error) => errors.reply(exchange, error);
}

function endpointOf(
  placed: PlacedOperation,
  options: {
    readonly overrides: Overrides;
    readonly bodyLimit?: number;
    readonly tracer: Tracer | undefined;
  },
  onError: OnError,
): Endpoint {
  const endpoint = new Endpoint(placed, options, onError);
  checkPlan(endpoint.plan, placed);
  return endpoint;
}

function checkPlan(plan: Plan, { id, path }: Pick<PlacedOperation, "id" | "path">): void {
  checkScopes(plan.graph.entry);
  const inPath = new Set(pathParameters(path).map(({ name }) => name));
  for (const name of plan.inputs.pathNames) {
    if (!inPath.has(name))
      throw new StartError(
        `${id} reads the path parameter "${name}", and its path "${path}" has no ":${name}".`,
      );
  }
}

function checkEveryAccess(endpoints: readonly Endpoint[], sockets: readonly SocketEndpoint[]): void {
  for (const { plan, placed } of endpoints) checkAccess(plan.graph.entry, placed.operation.needs.access);
  for (const { plan, placed } of sockets) checkAccess(plan.graph.entry, placed.socket.needs.access);
}
