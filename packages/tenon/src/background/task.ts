/**
 * Background tasks run after a success has been answered and torn down, with dependencies of their own. They may be lost with
 * the process: what must not be lost is a job.
 */

import type { AppScope } from "../depends/app-scope.ts";
import { builtIn } from "../depends/built-ins.ts";
import type { Dependency } from "../depends/dependency.ts";
import type { Overrides } from "../depends/graph.ts";
import type { CheckNeeds, Needs, Received } from "../depends/need.ts";
import { Plan } from "../depends/plan.ts";
import type { Run, RunHost } from "../depends/run.ts";
import { StartError } from "../depends/start-error.ts";
import { isThenable } from "../http/thenable.ts";

/** What a task may need: dependencies that do not touch a request. */
export type TaskNeeds = Pick<Needs, "depends" | "name">;

/** A function with declared needs, run after an answer. */
export interface Task<Input = unknown> {
  readonly "~tenon": "task";
  readonly name: string;
  readonly needs: TaskNeeds;
  readonly run: (received: never, input: Input) => unknown;
}

type CheckTask<N> = {
  readonly depends?: {
    readonly [K in keyof N["depends" & keyof N]]: N["depends" & keyof N][K] extends {
      readonly "~life": infer L;
    }
      ? "http" extends L
        ? "A task runs after the request has gone: it cannot need what touches a request"
        : unknown
      : unknown;
  };
};

/**
 * Declares a task with needs of its own.
 * @example
 * const welcome = task({ depends: { mailer } }, async ({ mailer }, user: User) => mailer.send(welcomeMail(user)));
 * // in a handler: backgroundTasks.add(welcome, user)
 */
export function task<const N extends TaskNeeds, Input = void>(
  needs: N & CheckNeeds<N> & CheckTask<N>,
  run: (received: Received<N>, input: Input) => unknown,
): Task<Input> {
  return { "~tenon": "task", name: needs.name ?? (run.name || "task"), needs, run } as Task<Input>;
}

/** The tasks of one run, in the order in which they were added. */
export class BackgroundTasks {
  readonly #queue: { readonly name: string; readonly work: () => unknown }[] = [];
  readonly #runner: TaskRunner;
  readonly #run: Run;

  constructor(runner: TaskRunner, run: Run) {
    this.#runner = runner;
    this.#run = run;
  }

  /** Adds a declared task with its input, or a plain function with its arguments. */
  add<Input>(declared: Task<Input>, input: Input): void;
  add<Args extends readonly unknown[]>(run: (...args: Args) => unknown, ...args: Args): void;
  add(what: Task | ((...args: unknown[]) => unknown), ...args: unknown[]): void {
    if (typeof what === "function") {
      this.#queue.push({ name: what.name || "task", work: () => what(...args) });
    } else {
      this.#queue.push({ name: what.name, work: () => this.#runner.run(what, args[0], this.#run) });
    }
  }

  /** Whether there is anything to do. */
  get pending(): boolean {
    return this.#queue.length > 0;
  }

  /** Runs all, one after the other. One that fails is logged and does not stop the next. */
  async run(): Promise<void> {
    for (const { name, work } of this.#queue.splice(0)) {
      try {
        await work();
      } catch (error) {
        this.#run.log.error({ err: error, task: name }, "A background task failed");
      }
    }
  }
}

/** The tasks to run once this request has been answered. */
export const backgroundTasks: Dependency<BackgroundTasks, "run", never, never> = builtIn(
  "backgroundTasks",
  "run",
  (run) => (run.tasks ??= run.host.backgroundTasks(run)) as BackgroundTasks,
);

/** Runs declared tasks for a running app; a task's plan is made at its first use. */
export class TaskRunner {
  readonly #plans = new WeakMap<Task<never>, Plan>();
  readonly #host: () => RunHost;
  readonly #scope: () => AppScope;
  readonly #overrides: Overrides;

  constructor(host: () => RunHost, scope: () => AppScope, overrides: Overrides) {
    this.#host = host;
    this.#scope = scope;
    this.#overrides = overrides;
  }

  /** Runs a task in a run of its own: resolve, run, close. */
  async run(declared: Task<never>, input: unknown, parent: Run): Promise<void> {
    const plan = await this.#planOf(declared);
    const run = plan.begin(this.#host(), undefined, parent.exchange?.requestId ?? parent.id);
    let outcome: { readonly error: unknown } | undefined;
    try {
      await plan.resolve(run);
      const result = (declared.run as (received: unknown, input: unknown) => unknown)(
        plan.received(run),
        input,
      );
      if (isThenable(result)) await result;
    } catch (error) {
      outcome = { error };
    }
    outcome = (await run.lifetimes?.close(outcome, () => run.log)) ?? outcome;
    if (outcome !== undefined) throw outcome.error;
    const later = run.tasks as BackgroundTasks | undefined;
    await later?.run();
  }

  async #planOf(declared: Task<never>): Promise<Plan> {
    let plan = this.#plans.get(declared);
    if (plan === undefined) {
      plan = new Plan(
        { label: `task ${declared.name}`, guards: [], needs: declared.needs },
        { overrides: this.#overrides },
      );
      const touching = plan.graph.nodes.find((node) => node.life === "http");
      if (touching !== undefined) {
        throw new StartError(
          `${touching.path} touches a request, and a task runs after the request has gone. Hand the task what it needs as its input.`,
        );
      }
      for (const needed of plan.appDependencies) await this.#scope().open(needed);
      plan.bind(this.#scope());
      this.#plans.set(declared, plan);
    }
    return plan;
  }
}
