/**
 * Background tasks run after a success has been answered and torn down, with dependencies of their own. They may be lost with
 * the process: what must not be lost is a job.
 */

import { builtIn } from "../depends/built-ins.ts";
import type { Dependency } from "../depends/dependency.ts";
import type { Received } from "../depends/need.ts";
import type { Run } from "../depends/run.ts";
import type { CheckRunNeeds, FunctionRunner, RunNeeds } from "../depends/run-function.ts";

/** What a task may need: dependencies that do not touch a request. */
export type TaskNeeds = RunNeeds;

/** A function with declared needs, run after an answer. */
export interface Task<Input = unknown> {
  readonly "~tenon": "task";
  readonly name: string;
  readonly needs: TaskNeeds;
  readonly run: (received: never, input: Input) => unknown;
}

/**
 * Declares a task with needs of its own.
 * @example
 * const welcome = task({ depends: { mailer } }, async ({ mailer }, user: User) => mailer.send(welcomeMail(user)));
 * // in a handler: backgroundTasks.add(welcome, user)
 */
export function task<const N extends TaskNeeds, Input = void>(
  needs: N & CheckRunNeeds<N>,
  run: (received: Received<N>, input: Input) => unknown,
): Task<Input> {
  return { "~tenon": "task", name: needs.name ?? (run.name || "task"), needs, run } as Task<Input>;
}

/** The tasks of one run, in the order in which they were added. */
export class BackgroundTasks {
  readonly #queue: { readonly name: string; readonly work: () => unknown }[] = [];
  readonly #runner: FunctionRunner;
  readonly #run: Run;

  constructor(runner: FunctionRunner, run: Run) {
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
      this.#queue.push({ name: what.name, work: () => this.#declared(what, args[0]) });
    }
  }

  /** A declared task has a run of its own, and may leave tasks behind itself. */
  #declared(declared: Task, input: unknown): Promise<unknown> {
    const run = declared.run as (received: unknown, input: unknown) => unknown;
    const id = this.#run.exchange?.requestId ?? this.#run.id;
    const later = (ended: Run): Promise<void> =>
      (ended.tasks as BackgroundTasks | undefined)?.run() ?? Promise.resolve();
    return this.#runner.run(
      `task ${declared.name}`,
      declared.needs,
      (received) => run(received, input),
      id,
      later,
    );
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
  (run) => {
    run.tasks ??= run.host.backgroundTasks(run);
    return run.tasks as BackgroundTasks;
  },
);
