/**
 * A running app: compiled plans, open app-scoped values, and one function from exchange to reply. Two of one app share
 * nothing.
 */
import { BackgroundTasks } from "../background/task.ts";
import { AppScope } from "../depends/app-scope.ts";
import type { Dependency } from "../depends/dependency.ts";
import type { Overrides } from "../depends/graph.ts";
import { Lifetimes } from "../depends/lifetimes.ts";
import type { Need, Received } from "../depends/need.ts";
import type { Run, RunHost } from "../depends/run.ts";
import { type CheckRunNeeds, FunctionRunner, type RunNeeds } from "../depends/run-function.ts";
import type { Logger } from "../http/logger.ts";
import type { Next } from "../http/middleware.ts";
import type { Reply } from "../http/reply.ts";
import { defaultBodyLimit } from "../http/request-body.ts";
import type { AttachedJobs } from "../jobs/job-system.ts";
import type { Endpoint } from "../routing/endpoint.ts";
import { OpenSockets } from "../sockets/open-sockets.ts";
import type { AppOptions, StartOptions } from "./app-options.ts";
import { type CompiledRoutes, compileRoutes } from "./compile-routes.ts";
import { defaultLogger } from "./default-logger.ts";

/** An app that has been started. */
export class RunningApp {
  readonly options: AppOptions;
  readonly logger: Logger;
  /** Answers an exchange; never throws. */
  readonly handle: Next;
  /** Those that are open; they are closed when the app stops. */
  readonly sockets: OpenSockets;
  readonly #routes: CompiledRoutes;
  readonly #scope: AppScope;
  readonly #functions: FunctionRunner;
  readonly #lifespan = new Lifetimes();
  readonly #jobs: AttachedJobs | undefined;
  /** Work after answers that is still under way. */
  readonly #working = new Set<Promise<void>>();
  readonly #drain = new AbortController();
  readonly #shutdown = new AbortController();
  readonly #shutdownSignal: AbortSignal;
  #stopped: Promise<void> | undefined = undefined;
  #stopMeasuring: (() => void) | undefined = undefined;

  private constructor(options: AppOptions, { overrides = [], logger, shutdown }: StartOptions) {
    this.options = options;
    this.logger = logger ?? options.logger ?? defaultLogger();
    const own = this.#shutdown.signal;
    this.#shutdownSignal = shutdown === undefined ? own : AbortSignal.any([own, shutdown]);
    this.sockets = new OpenSockets(this.#shutdownSignal);
    const replaced: Overrides = new Map(overrides.map((one) => [one.of, one.by]));
    const run: RunHost = {
      logger: this.logger,
      backgroundTasks: (run) => new BackgroundTasks(this.#functions, run),
      shutdown: this.#shutdownSignal,
      drain: this.#drain.signal,
      clientAddress: (exchange) => exchange.remoteAddress,
    };
    const tracing = options.tracing?.attach();
    this.#scope = new AppScope(run, replaced);
    this.#functions = new FunctionRunner(run, this.#scope, replaced, tracing);
    this.#jobs = options.jobs?.attach({
      functions: this.#functions,
      logger: this.logger,
      settled: runTasks,
      observer: options.metrics?.jobs,
    });
    this.#routes = compileRoutes(options, { run, overrides, sockets: this.sockets, tracing });
    const { handle } = this.#routes;
    const bodyLimit = options.bodyLimit ?? defaultBodyLimit;
    this.handle = (exchange) => {
      exchange.logger = this.logger;
      exchange.bodyLimit = bodyLimit;
      return handle(exchange);
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

  /** The operations, compiled. */
  get endpoints(): readonly Endpoint[] {
    return this.#routes.endpoints;
  }

  /** The jobs of this app, where it has any. */
  get jobs(): AttachedJobs | undefined {
    return this.#jobs;
  }

  /** Tells those who ask (`drainSignal`, readiness) that this process should get no more work; everything is answered as before. */
  beginDrain(): void {
    this.#drain.abort(new Error("The server is about to stop"));
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
    for (const plan of this.#routes.plans) {
      for (const dependency of plan.appDependencies) await this.#scope.open(dependency);
      plan.bind(this.#scope);
    }
    await this.#jobs?.open((need) => this.get(need));
    this.#stopMeasuring = this.options.metrics?.attach(this.#jobs);
    const { lifespan } = this.options;
    if (lifespan !== undefined) {
      const generator = lifespan({ logger: this.logger, get: (need) => this.get(need) });
      await this.#lifespan.enter(generator, "lifespan");
    }
    await this.#routes.mounts.start(this.logger, this.#shutdownSignal);
    if (work !== "none") await this.#jobs?.work(work);
  }

  async #close(
    outcome: { readonly error: unknown } | undefined,
  ): Promise<{ readonly error: unknown } | undefined> {
    this.#stopMeasuring?.();
    const unmounted = await this.#routes.mounts.stop(outcome, this.logger);
    const after = await this.#lifespan.close(unmounted, () => this.logger);
    return this.#scope.close(after);
  }
}

/** What a job that succeeded leaves behind. */
async function runTasks({ tasks }: Run): Promise<void> {
  await (tasks as BackgroundTasks | undefined)?.run();
}
