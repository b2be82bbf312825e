/**
 * A running app: compiled plans, open app-scoped values, and one function from exchange to reply. Two of one app share
 * nothing.
 */
import { BackgroundTasks } from "../background/task.ts";
import { AppScope } from "../depends/app-scope.ts";
import { checkScopes } from "../depends/check-scopes.ts";
import type { Dependency } from "../depends/dependency.ts";
import type { Overrides } from "../depends/graph.ts";
import { Lifetimes } from "../depends/lifetimes.ts";
import type { Need, Received } from "../depends/need.ts";
import type { Plan } from "../depends/plan.ts";
import type { Run, RunHost } from "../depends/run.ts";
import { type CheckRunNeeds, FunctionRunner, type RunNeeds } from "../depends/run-function.ts";
import { StartError } from "../depends/start-error.ts";
import { compose } from "../http/compose.ts";
import { detailShape } from "../http/detail-shape.ts";
import type { Logger } from "../http/logger.ts";
import type { Next } from "../http/middleware.ts";
import type { OnError } from "../http/on-error.ts";
import type { Reply } from "../http/reply.ts";
import { defaultBodyLimit } from "../http/request-body.ts";
import type { AttachedJobs } from "../jobs/job-system.ts";
import { checkAccess } from "../routing/check-access.ts";
import { Endpoint } from "../routing/endpoint.ts";
import { pathParameters } from "../routing/path.ts";
import { type PlacedOperation, placeMounts, placeOperations, placeSockets } from "../routing/place.ts";
import { OpenSockets } from "../sockets/open-sockets.ts";
import { SocketEndpoint } from "../sockets/socket-endpoint.ts";
import { type AppOptions, commonOptions, type StartOptions } from "./app-options.ts";
import { defaultLogger } from "./default-logger.ts";
import { Dispatcher } from "./dispatcher.ts";
import { documentRoutes } from "./document-routes.ts";
import { ErrorReplies } from "./error-reply.ts";
import { Mounts } from "./mounts.ts";
import { belowRootPath } from "./root-path.ts";

/** An app that has been started. */
export class RunningApp {
  readonly options: AppOptions;
  readonly logger: Logger;
  /** Answers an exchange; never throws. */
  readonly handle: Next;
  readonly endpoints: readonly Endpoint[];
  /** Those that are open; they are closed when the app stops. */
  readonly sockets: OpenSockets;
  /** The endpoints, the sockets, and what stands around mounts. */
  readonly #compiled: readonly { readonly plan: Plan }[];
  readonly #scope: AppScope;
  readonly #functions: FunctionRunner;
  readonly #lifespan = new Lifetimes();
  readonly #mounts: Mounts;
  readonly #jobs: AttachedJobs | undefined;
  /** Work after answers that is still under way. */
  readonly #working = new Set<Promise<void>>();
  readonly #shutdown = new AbortController();
  readonly #shutdownSignal: AbortSignal;
  #stopped: Promise<void> | undefined = undefined;

  private constructor(options: AppOptions, { overrides = [], logger, shutdown }: StartOptions) {
    this.options = options;
    this.logger = logger ?? options.logger ?? defaultLogger();
    const own = this.#shutdown.signal;
    this.#shutdownSignal = shutdown === undefined ? own : AbortSignal.any([own, shutdown]);
    this.sockets = new OpenSockets(this.#shutdownSignal);
    const replaced: Overrides = new Map(overrides.map((one) => [one.of, one.by]));
    const host: RunHost = {
      logger: this.logger,
      backgroundTasks: (run) => new BackgroundTasks(this.#functions, run),
      shutdown: this.#shutdownSignal,
      clientAddress: (exchange) => exchange.remoteAddress,
    };
    this.#scope = new AppScope(host, replaced);
    this.#functions = new FunctionRunner(host, this.#scope, replaced);
    this.#jobs = options.jobs?.attach({ functions: this.#functions, logger: this.logger, settled: runTasks });
    const limit = options.bodyLimit === undefined ? {} : { bodyLimit: options.bodyLimit };
    const placed = placeOperations(options.routes, commonOptions(options));
    const errors = new ErrorReplies([options.onError ?? []], options.errorShape ?? detailShape);
    const compiled = (operation: PlacedOperation): Endpoint =>
      endpointOf(operation, { overrides: replaced, ...limit }, answered(errors.within(operation.onError)));
    this.endpoints = placed.map(compiled);
    this.#mounts = new Mounts(placeMounts(options.routes, commonOptions(options)), overrides);
    const mounted = this.#mounts.placed.map(compiled);
    const { redirectSlashes = true, rootPath = "" } = options;
    const dispatcher = new Dispatcher({
      redirectSlashes,
      mountsBelowRoot: rootPath !== "",
      onError: answered(errors),
    });
    const surrounded = ({ middleware, onError }: Surroundings, inner: Next): Next => {
      if (middleware.length === 0 && onError.length === 0) return inner;
      return compose(middleware, inner, answered(errors.within(onError)));
    };
    for (const endpoint of this.endpoints) {
      const { id, path, operation } = endpoint.placed;
      const handle: Next = (exchange) => endpoint.handle(exchange, host);
      const preflight = surrounded(endpoint.placed, dispatcher.allow);
      dispatcher.add(operation.method, path, id, surrounded(endpoint.placed, handle), preflight);
    }
    for (const endpoint of mounted) {
      const { id, path } = endpoint.placed;
      const handle: Next = (exchange) => endpoint.handle(exchange, host);
      dispatcher.mount(path.slice(0, -2), id, surrounded(endpoint.placed, handle));
    }
    const sockets = placeSockets(options.routes, commonOptions(options)).map(
      (socket) => new SocketEndpoint(socket, { overrides: replaced }, options.sockets),
    );
    for (const endpoint of sockets) {
      const { placed } = endpoint;
      checkPlan(endpoint.plan, placed);
      const onError = answered(errors.within(placed.onError));
      const socketHost = { run: host, open: this.sockets, onError };
      const handle: Next = (exchange) => endpoint.handle(exchange, socketHost);
      dispatcher.addSocket(placed.path, placed.id, surrounded(placed, handle));
    }
    this.#compiled = [...this.endpoints, ...mounted, ...sockets];
    if (options.requireAccess === true) checkEveryAccess(this.endpoints, sockets);
    if (options.docs !== false) {
      for (const page of documentRoutes(options, placed))
        dispatcher.add("GET", page.path, undefined, page.handle);
    }
    const onion = compose(options.middleware ?? [], dispatcher.handle, answered(errors));
    const around = belowRootPath(rootPath, onion);
    const bodyLimit = options.bodyLimit ?? defaultBodyLimit;
    this.handle = (exchange) => {
      exchange.logger = this.logger;
      exchange.bodyLimit = bodyLimit;
      return around(exchange);
    };
  }

  /**
   * Starts an app.
   * @throws {StartError} when its declarations contradict each other; whatever an app-scoped dependency throws
   */
  static async start(options: AppOptions, start: StartOptions): Promise<RunningApp> {
    const running = new RunningApp(options, start);
    try {
      await running.#open(start.work);
    } catch (error) {
      await running.#close({ error });
      throw error;
    }
    return running;
  }

  /** The value of an app-scoped dependency. */
  async get<Value>(need: Need<Value, "app">): Promise<Value> {
    return (await this.#scope.open(need as Dependency<Value>)) as Value;
  }

  /**
   * Calls a function with dependencies, outside of a request: resolved for it alone, closed when it is done.
   * @example
   * await running.run({ depends: { users: userService } }, ({ users }) => users.list({ limit: 10, offset: 0 }));
   */
  run<const N extends RunNeeds, Result>(
    needs: N & CheckRunNeeds<N>,
    call: (received: Received<N>) => Result,
  ): Promise<Awaited<Result>> {
    return this.#functions.run(
      needs.name ?? (call.name || "run"),
      needs,
      call as (received: never) => Result,
    );
  }

  /** Does what a reply asked for once it has left. A door calls this, and may wait for it. */
  async afterSend(reply: Reply): Promise<void> {
    if (reply.afterSend === undefined) return;
    const works = reply.afterSend;
    const working = (async () => {
      for (const work of works) {
        try {
          await work();
        } catch (error) {
          this.logger.error({ err: error }, "Work after an answer failed");
        }
      }
    })();
    this.#working.add(working);
    await working;
    this.#working.delete(working);
  }

  /** Waits for what answers have left behind. */
  async working(): Promise<void> {
    while (this.#working.size > 0) await Promise.all(this.#working);
  }

  /** The jobs of this app, where it has any. */
  get jobs(): AttachedJobs | undefined {
    return this.#jobs;
  }

  /** Tells what would not end by itself (`shutdownSignal`, server-sent events, sockets) that the app is about to stop; no job begins. */
  beginStop(): void {
    this.#shutdown.abort(new Error("The server is stopping"));
    // Looked at by whoever stops.
    this.#jobs?.stop().catch(() => {});
  }

  /** Closes the sockets, waits for them, for jobs and for work under way, ends the lifespan, closes the app-scoped dependencies in reverse. */
  stop(): Promise<void> {
    this.beginStop();
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    await this.sockets.ended();
    await this.working();
    const outcome = await this.#close(await this.#stopJobs());
    if (outcome !== undefined) throw outcome.error;
  }

  async #stopJobs(): Promise<{ readonly error: unknown } | undefined> {
    try {
      await this.#jobs?.stop();
      return undefined;
    } catch (error) {
      return { error };
    }
  }

  async #open(work: StartOptions["work"] = "default"): Promise<void> {
    for (const endpoint of this.#compiled) {
      for (const dependency of endpoint.plan.appDependencies) await this.#scope.open(dependency);
      endpoint.plan.bind(this.#scope);
    }
    await this.#jobs?.open((need) => this.get(need));
    const { lifespan } = this.options;
    if (lifespan !== undefined) {
      const generator = lifespan({ logger: this.logger, get: (need) => this.get(need) });
      await this.#lifespan.enter(generator, "lifespan");
    }
    await this.#mounts.start(this.logger, this.#shutdownSignal);
    if (work !== "none") await this.#jobs?.work(work);
  }

  async #close(
    outcome: { readonly error: unknown } | undefined,
  ): Promise<{ readonly error: unknown } | undefined> {
    const unmounted = await this.#mounts.stop(outcome, this.logger);
    const after = await this.#lifespan.close(unmounted, () => this.logger);
    return this.#scope.close(after);
  }
}

/** What a job that succeeded leaves behind. */
async function runTasks({ tasks }: Run): Promise<void> {
  await (tasks as BackgroundTasks | undefined)?.run();
}

function answered(errors: ErrorReplies): OnError {
  return (exchange, error) => errors.reply(exchange, error);
}

/** What stands around a route. */
type Surroundings = Pick<PlacedOperation, "middleware" | "onError">;

function endpointOf(
  placed: PlacedOperation,
  options: { readonly overrides: Overrides; readonly bodyLimit?: number },
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
