/**
 * Runs a function with dependencies outside of a request: resolve, call, close. What background tasks and scripts do. A
 * function's plan is made at its first use and kept.
 */
import { isThenable } from "../http/thenable.ts";
import type { Tracer } from "../http/tracer.ts";
import type { AppScope } from "./app-scope.ts";
import type { Overrides } from "./graph.ts";
import type { Outcome } from "./lifetimes.ts";
import type { CheckNeeds, Needs } from "./need.ts";
import { Plan } from "./plan.ts";
import type { Run, RunHost } from "./run.ts";
import { StartError } from "./start-error.ts";

/** What a function outside of a request may need: dependencies that do not touch one. */
export type RunNeeds = Pick<Needs, "depends" | "name">;

/** A dependency that touches a request, as text where the mistake stands. */
export type CheckRunNeeds<N> = CheckNeeds<N> & {
  readonly depends?: {
    readonly [K in keyof N["depends" & keyof N]]: N["depends" & keyof N][K] extends {
      readonly "~life": infer L;
    }
      ? "http" extends L
        ? "This runs outside of a request: it cannot need what touches a request"
        : unknown
      : unknown;
  };
};

/** Runs functions for one running app. */
export class FunctionRunner {
  readonly #plans = new WeakMap<RunNeeds, { readonly plan: Plan; ready: boolean }>();
  readonly #host: RunHost;
  readonly #scope: AppScope;
  readonly #overrides: Overrides;
  readonly #tracer: Tracer | undefined;

  constructor(host: RunHost, scope: AppScope, overrides: Overrides, tracer?: Tracer) {
    this.#host = host;
    this.#scope = scope;
    this.#overrides = overrides;
    this.#tracer = tracer;
  }

  /**
   * Calls a function with what it needs.
   * @param label for messages
   * @param id a name for the run in logs
   * @param settled called after a success, when everything is closed
   * @param signal aborted when it is to end early
   */
  async run<Result>(
    label: string,
    needs: RunNeeds,
    call: (received: never) => Result,
    id?: string,
    settled?: (run: Run) => Promise<void>,
    signal?: AbortSignal,
  ): Promise<Awaited<Result>> {
    const plan = await this.prepare(label, needs);
    const run = plan.newRun(this.#host, undefined, id);
    run.signal = signal;
    let outcome: Outcome;
    let result: unknown;
    try {
      await plan.resolve(run);
      const received = plan.received(run) as never;
      const tracer = this.#tracer;
      result = tracer === undefined ? call(received) : tracer.span(label, () => call(received));
      if (isThenable(result)) result = await result;
    } catch (error) {
      outcome = { error };
    }
    if (run.lifetimes !== undefined) outcome = await run.lifetimes.close(outcome, () => run.log);
    if (outcome !== undefined) throw outcome.error;
    await settled?.(run);
    return result as Awaited<Result>;
  }

  /**
   * Makes a function's plan without opening anything.
   * @throws {StartError} for a cycle, an undefined need, one that touches a request
   */
  compile(label: string, needs: RunNeeds): Plan {
    const known = this.#plans.get(needs);
    if (known !== undefined) return known.plan;
    const plan = new Plan({ label, guards: [], needs }, { overrides: this.#overrides, tracer: this.#tracer });
    const touching = plan.graph.nodes.find((node) => node.life === "http");
    if (touching !== undefined) {
      throw new StartError(
        `${touching.path} touches a request, and there is none. Hand over what is needed of it as a value.`,
      );
    }
    this.#plans.set(needs, { plan, ready: false });
    return plan;
  }

  /** Opens what a function needs for the life of the app, once; it can be run from then on. */
  async prepare(label: string, needs: RunNeeds): Promise<Plan> {
    const plan = this.compile(label, needs);
    const known = this.#plans.get(needs);
    if (known === undefined || known.ready) return plan;
    for (const needed of plan.appDependencies) await this.#scope.open(needed);
    plan.bind(this.#scope);
    known.ready = true;
    return plan;
  }
}
