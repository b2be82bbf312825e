/**
 * The values that live as long as a running app: opened at start-up in dependency order, closed in reverse at shutdown.
 */
import { type Dependency, isDependency } from "./dependency.ts";
import type { Overrides } from "./graph.ts";
import { isGenerator, Lifetimes, type Outcome } from "./lifetimes.ts";
import { Run, type RunHost } from "./run.ts";
import { StartError } from "./start-error.ts";

/** The app-scoped values of one running app. */
export class AppScope {
  readonly #opened = new Map<Dependency, Promise<unknown>>();
  readonly #values = new Map<Dependency, unknown>();
  readonly #lifetimes = new Lifetimes();
  readonly #host: RunHost;
  readonly #overrides: Overrides;

  constructor(host: RunHost, overrides: Overrides) {
    this.#host = host;
    this.#overrides = overrides;
  }

  /** Opens a dependency and what it needs, once. */
  open(dependency: Dependency): Promise<unknown> {
    const running = this.#overrides.get(dependency) ?? dependency;
    let opening = this.#opened.get(running);
    if (opening === undefined) {
      opening = this.#open(running);
      this.#opened.set(running, opening);
    }
    return opening;
  }

  /** The value of an open dependency. */
  value(dependency: Dependency): unknown {
    const running = this.#overrides.get(dependency) ?? dependency;
    if (!this.#values.has(running))
      throw new StartError(`The dependency ${running.name} is not open: the app is not running.`);
    return this.#values.get(running);
  }

  /** Closes everything in reverse; `error` is thrown into the generators when the app ends for a reason. */
  async close(outcome: Outcome): Promise<Outcome> {
    this.#opened.clear();
    this.#values.clear();
    return this.#lifetimes.close(outcome, () => this.#host.logger);
  }

  async #open(running: Dependency): Promise<unknown> {
    const received: Record<string, unknown> = {};
    for (const [key, need] of Object.entries(running.needs.depends ?? {})) {
      if (isDependency(need))
        received[key] = need.builtIn === undefined ? await this.open(need) : this.#builtIn(need);
    }
    const provided = await (running.provide as (received: unknown) => unknown)(received);
    const value = isGenerator(provided) ? await this.#lifetimes.enter(provided, running.name) : provided;
    this.#values.set(running, value);
    return value;
  }

  #builtIn(need: Dependency): unknown {
    return need.builtIn?.(new Run([], this.#host, undefined));
  }
}
