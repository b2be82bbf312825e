/**
 * The plan of an entry: its graph laid out as one list of steps that a run walks through, in three phases. Nothing here is worked out again
 * while serving; a step that does not wait costs no promise.
 *
 * Phase one: what carries a security scheme, with all it needs, unless that declares inputs. Phase two: all inputs, all
 * faults at once. Phase three: the rest.
 */
import type { Exchange } from "../http/exchange.ts";
import { isThenable } from "../http/thenable.ts";
import type { Tracer } from "../http/tracer.ts";
import type { AppScope } from "./app-scope.ts";
import type { BodyRules, ReadBody } from "./body.ts";
import { securityScopes } from "./built-ins.ts";
import type { Dependency } from "./dependency.ts";
import {
  buildGraph,
  type Entry,
  type Graph,
  type GraphEdge,
  type GraphNode,
  type Overrides,
} from "./graph.ts";
import type { InputHolder } from "./input-holder.ts";
import { Inputs } from "./inputs.ts";
import { isGenerator, Lifetimes } from "./lifetimes.ts";
import { type InputNeeds, type InputWord, inputWords } from "./need.ts";
import { Run, type RunHost, UNSET } from "./run.ts";
import { MissingCredentialError, type SecurityScopes } from "./scheme.ts";

/** What a run waits for; undefined when there is nothing. */
export type Waiting = undefined | PromiseLike<unknown>;

/** One thing to do in a run. */
interface Step {
  begin(run: Run): Waiting;
  /** Goes on with what was waited for. */
  end(run: Run, value: unknown): Waiting;
}

/** What a plan is made from. */
export interface PlanOptions extends BodyRules {
  readonly overrides?: Overrides;
  /** Times each dependency. */
  readonly tracer?: Tracer | undefined;
}

/** An entry, ready to run. */
export class Plan {
  readonly graph: Graph;
  readonly inputs: Inputs;
  readonly #template: unknown[] = [];
  readonly #slots = new Map<GraphNode, number>();
  readonly #appSlots: { readonly slot: number; readonly dependency: Dependency }[] = [];
  readonly #stepOf = new Map<GraphNode, Step>();
  readonly #steps: readonly Step[];
  readonly #receive: (values: readonly unknown[]) => Record<string, unknown>;

  /** @throws {StartError} when the declarations contradict each other */
  constructor(entry: Entry, options: PlanOptions = {}) {
    this.graph = buildGraph(entry, options.overrides);
    const holders: InputHolder[] = [];
    for (const node of this.graph.nodes) this.#layOut(node, holders, options.tracer);
    this.#receive = this.#receiver(entry.needs, entry.label, this.graph.own, [], holders);
    this.inputs = new Inputs(holders, options);
    const running = this.graph.nodes.filter((node) => node.always && this.#stepOf.has(node));
    const first = beforeInputs(running);
    const stepsOf = (nodes: readonly GraphNode[]) => nodes.map((node) => this.#stepOf.get(node) as Step);
    this.#steps = [
      ...stepsOf(running.filter((node) => first.has(node))),
      ...(this.inputs.isEmpty ? [] : [inputsStep(this.inputs)]),
      ...stepsOf(running.filter((node) => !first.has(node))),
    ];
  }

  /** The app-scoped dependencies that must be open before this runs, in order. */
  get appDependencies(): readonly Dependency[] {
    return this.#appSlots.map(({ dependency }) => dependency);
  }

  /** Takes the values of the running app's scope. */
  bind(scope: AppScope): void {
    for (const { slot, dependency } of this.#appSlots) this.#template[slot] = scope.value(dependency);
  }

  /** A new run; nothing is resolved yet. */
  newRun(host: RunHost, exchange: Exchange | undefined, id?: string): Run {
    return new Run(this.#template.slice(), host, exchange, id);
  }

  /**
   * Resolves what it can without waiting. The run's values are complete when there is nothing to wait for, unless the run has
   * a refusal; whoever has waited goes on with `resume`.
   */
  begin(run: Run): Waiting {
    run.step = 0;
    return this.#proceed(run);
  }

  /** Goes on with what was waited for. */
  resume(run: Run, value: unknown): Waiting {
    const waiting = (this.#steps[run.step] as Step).end(run, value);
    if (waiting !== undefined) return waiting;
    run.step += 1;
    return run.refusal === undefined ? this.#proceed(run) : undefined;
  }

  /** Resolves everything. */
  async resolve(run: Run): Promise<void> {
    let waiting = this.begin(run);
    while (waiting !== undefined) waiting = this.resume(run, await waiting);
  }

  #proceed(run: Run): Waiting {
    const steps = this.#steps;
    for (; run.step < steps.length; run.step++) {
      const waiting = (steps[run.step] as Step).begin(run);
      if (waiting !== undefined) return waiting;
      if (run.refusal !== undefined) return undefined;
    }
    return undefined;
  }

  /** What the entry's function receives. */
  received(run: Run): Record<string, unknown> {
    return this.#receive(run.values);
  }

  #layOut(node: GraphNode, holders: InputHolder[], tracer: Tracer | undefined): void {
    const slot = this.#newSlot(UNSET);
    this.#slots.set(node, slot);
    const { dependency } = node;
    if (dependency === undefined) {
      this.#stepOf.set(node, { begin: (run) => this.#choose(node, slot, run), end: done });
    } else if (dependency.needs.scope === "app") {
      this.#appSlots.push({ slot, dependency });
    } else if (dependency.builtIn !== undefined) {
      const { builtIn } = dependency;
      const begin = (run: Run): undefined => {
        run.values[slot] = builtIn(run);
      };
      this.#stepOf.set(node, { begin, end: done });
    } else {
      const receive = this.#receiver(dependency.needs, node.path, node.needs, node.scopes, holders);
      const step = provideStep(dependency, slot, receive);
      this.#stepOf.set(node, tracer === undefined ? step : tracedStep(step, dependency.name, tracer));
    }
  }

  /** How a function's argument is put together from slots. */
  #receiver(
    needs: InputNeeds,
    path: string,
    edges: readonly GraphEdge[],
    scopes: readonly string[],
    holders: InputHolder[],
  ) {
    const keys: string[] = [];
    const slots: number[] = [];
    const words = new Map<InputWord, number>();
    for (const word of inputWords) {
      if (needs[word] === undefined) continue;
      words.set(word, this.#newSlot(undefined));
      keys.push(word);
      slots.push(words.get(word) as number);
    }
    if (words.size > 0) holders.push({ path, needs, slot: (word) => words.get(word) as number });
    for (const { key, node } of edges) {
      keys.push(key);
      const asksScopes = node.dependency === securityScopes;
      slots.push(asksScopes ? this.#newSlot(scopesValue(scopes)) : (this.#slots.get(node) as number));
    }
    return receiver(keys, slots);
  }

  #newSlot(value: unknown): number {
    return this.#template.push(value) - 1;
  }

  /** The first candidate that the caller has sent a credential for; members are resolved only when it comes to them. */
  async #choose(choice: GraphNode, slot: number, run: Run): Promise<void> {
    let missing: MissingCredentialError | undefined;
    for (const { node } of choice.needs) {
      try {
        await this.#resolveNode(node, run);
        run.values[slot] = run.values[this.#slots.get(node) as number];
        return;
      } catch (error) {
        if (!(error instanceof MissingCredentialError)) throw error;
        missing = missing === undefined ? error : missing.and(error);
      }
    }
    if (!choice.optional) throw missing;
    run.values[slot] = undefined;
  }

  async #resolveNode(node: GraphNode, run: Run): Promise<void> {
    if (run.values[this.#slots.get(node) as number] !== UNSET) return;
    if (node.kind === "value") for (const edge of node.needs) await this.#resolveNode(edge.node, run);
    const step = this.#stepOf.get(node);
    let waiting = step?.begin(run);
    while (waiting !== undefined) waiting = step?.end(run, await waiting);
  }
}

function done(): undefined {
  return undefined;
}

/** Only a request has inputs. */
function inputsStep(inputs: Inputs): Step {
  return {
    begin: (run) => (run.exchange === undefined ? undefined : inputs.read(run, run.exchange)),
    // Validation that waited gives nothing more.
    end: (run, read) =>
      read === undefined ? undefined : inputs.accept(read as ReadBody, run, run.exchange as Exchange),
  };
}

/** What reaches a scheme without declaring inputs, and everything that needs: resolved before a body is read. */
function beforeInputs(nodes: readonly GraphNode[]): ReadonlySet<GraphNode> {
  const first = new Set<GraphNode>();
  const add = (node: GraphNode): void => {
    if (first.has(node)) return;
    first.add(node);
    for (const edge of node.needs) add(edge.node);
  };
  for (const node of nodes) if (node.reachesScheme && !node.reachesInputs) add(node);
  return first;
}

type Receive = (values: readonly unknown[]) => Record<string, unknown>;

function receiver(keys: readonly string[], slots: readonly number[]): Receive {
  const count = keys.length;
  if (count === 0) return () => ({});
  return (values) => {
    const received: Record<string, unknown> = {};
    for (let i = 0; i < count; i++) received[keys[i] as string] = values[slots[i] as number];
    return received;
  };
}

function scopesValue(scopes: readonly string[]): SecurityScopes {
  return Object.freeze({ scopes: Object.freeze([...scopes]), text: scopes.join(" ") });
}

function provideStep(dependency: Dependency, slot: number, receive: Receive): Step {
  const { name } = dependency;
  const provide = dependency.provide as (received: unknown) => unknown;
  const end = (run: Run, provided: unknown): Waiting => {
    if (isGenerator(provided)) {
      run.lifetimes ??= new Lifetimes();
      return store(run, run.lifetimes.enter(provided, name));
    }
    return store(run, provided);
  };
  const store = (run: Run, value: unknown): Waiting => {
    if (isThenable(value)) return value;
    run.values[slot] = value;
    return undefined;
  };
  return { begin: (run) => end(run, provide(receive(run.values))), end };
}

/** A step in a span of its own, from its beginning to its end. */
function tracedStep(step: Step, name: string, tracer: Tracer): Step {
  const whole = (run: Run): Waiting => {
    const waiting = step.begin(run);
    return waiting === undefined ? undefined : finish(step, run, waiting);
  };
  return { begin: (run) => tracer.span(name, () => whole(run)), end: done };
}

async function finish(step: Step, run: Run, waiting: Waiting): Promise<void> {
  let next = waiting;
  while (next !== undefined) next = step.end(run, await next);
}
