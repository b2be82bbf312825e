/**
 * The graph of one entry (an operation, a job, a task): every dependency it reaches, once, in the order in which they are
 * resolved. Built at start-up from plain data; what is wrong with the declarations is said here, by key path.
 */
import { type Dependency, isDependency } from "./dependency.ts";
import { isModified } from "./modifiers.ts";
import type { Depends, Lifetime, Need, Needs } from "./need.ts";
import { inputWords } from "./need.ts";
import { StartError } from "./start-error.ts";

/** One value of the graph: a dependency's, or the choice that `optional` and `anyOf` make. */
export interface GraphNode {
  readonly kind: "value" | "choice";
  /** The key path by which it was first reached, for messages: `users.one: reader > token`. */
  readonly path: string;
  /** What runs; an override's, where there is one. Undefined for a choice. */
  readonly dependency: Dependency | undefined;
  /** What it needs, by the name it is received under. For a choice: the candidates. */
  readonly needs: readonly GraphEdge[];
  /** For a choice: `undefined` is an answer, too. */
  readonly optional: boolean;
  /** Scopes required on any way from the entry to here, outermost first. */
  readonly scopes: string[];
  /** Reached by a way without a choice, so it always runs. */
  always: boolean;
  readonly life: Lifetime;
  readonly reachesScheme: boolean;
  readonly reachesInputs: boolean;
}

/** One need of a node or an entry. */
export interface GraphEdge {
  /** The name it is received under. */
  readonly key: string;
  readonly node: GraphNode;
  /** The scopes that `secured` adds on this way. */
  readonly scopes: readonly string[];
}

/** Everything an entry needs: the routers' dependencies first, then its own. */
export interface Entry {
  /** The entry's name in messages. */
  readonly label: string;
  /** Dependencies run for their effect, outermost router first. */
  readonly guards: readonly Depends[];
  /** The entry's own needs. */
  readonly needs: Needs;
}

/** The whole of it, in the order of resolution. */
export interface Graph {
  readonly entry: Entry;
  /** Depth first in the order declared; every node stands behind what it needs. */
  readonly nodes: readonly GraphNode[];
  /** The guards' nodes and the entry's own direct needs, in order. */
  readonly roots: readonly GraphNode[];
  /** The entry's own direct needs by name. */
  readonly own: readonly GraphEdge[];
}

/** Which dependency runs in which one's place. */
export type Overrides = ReadonlyMap<Dependency, Dependency>;

const none: Overrides = new Map();

/**
 * Builds the graph of an entry.
 * @throws {StartError} for a cycle, an undefined need, a dependency of scope `app` that needs a shorter-lived one
 */
export function buildGraph(entry: Entry, overrides: Overrides = none): Graph {
  return new GraphBuilder(entry, overrides).build();
}

class GraphBuilder {
  readonly #entry: Entry;
  readonly #overrides: Overrides;
  readonly #nodes: GraphNode[] = [];
  readonly #shared = new Map<Dependency, GraphNode>();
  /** The dependencies between the entry and the one being looked at, with the keys that led there. */
  readonly #open: { readonly dependency: Dependency; readonly key: string }[] = [];

  constructor(entry: Entry, overrides: Overrides) {
    this.#entry = entry;
    this.#overrides = overrides;
  }

  build(): Graph {
    const guards = this.#entry.guards.flatMap((depends) => this.#visitAll(depends));
    const own = this.#visitAll(this.#entry.needs.depends ?? {});
    const roots = [...guards, ...own].map(({ node }) => node);
    for (const node of roots) markAlways(node);
    for (const edge of [...guards, ...own]) passScopes(edge, [], new Set());
    return { entry: this.#entry, nodes: this.#nodes, roots, own };
  }

  #visitAll(depends: Depends): GraphEdge[] {
    return Object.entries(depends).map(([key, need]) => this.#edge(need, key, [], false));
  }

  #edge(need: Need | undefined, key: string, scopes: readonly string[], fresh: boolean): GraphEdge {
    if (inputWords.some((word) => word === key)) throw this.#inputWord(key);
    if (need === undefined || need === null || !isModified(need)) {
      return { key, node: this.#visit(need, key, fresh), scopes };
    }
    const { modifier } = need;
    if (modifier.kind === "secured")
      return this.#edge(modifier.of, key, [...scopes, ...modifier.scopes], fresh);
    if (modifier.kind === "fresh") return this.#edge(modifier.of, key, scopes, true);
    const members = modifier.kind === "anyOf" ? modifier.of : [modifier.of];
    return { key, node: this.#choice(members, key, modifier.kind === "optional"), scopes };
  }

  #visit(need: Need | undefined, key: string, fresh: boolean): GraphNode {
    if (!isDependency(need)) throw this.#notADependency(need, key);
    const known = fresh ? undefined : this.#shared.get(need);
    if (known !== undefined) return known;
    if (this.#open.some((step) => step.dependency === need)) throw this.#cycle(need, key);
    this.#open.push({ dependency: need, key });
    const node = this.#value(this.#overrides.get(need) ?? need, key);
    this.#open.pop();
    if (!fresh || !this.#shared.has(need)) this.#shared.set(need, node);
    this.#nodes.push(node);
    return node;
  }

  #value(running: Dependency, key: string): GraphNode {
    const needs = this.#visitAll(running.needs.depends ?? {});
    const nodes = needs.map(({ node }) => node);
    const declares = inputWords.some((word) => running.needs[word] !== undefined);
    const path = this.#pathTo(key, true);
    const life = this.#lifetime(running, nodes, declares, path);
    return {
      kind: "value",
      path,
      dependency: running,
      needs,
      optional: false,
      scopes: [],
      always: false,
      life,
      reachesScheme: running.scheme !== undefined || nodes.some((node) => node.reachesScheme),
      reachesInputs: declares || nodes.some((node) => node.reachesInputs),
    };
  }

  #inputWord(key: string): StartError {
    return new StartError(
      `${this.#pathTo(key, false)}: "${key}" is the word of an input. Give this dependency another name.`,
    );
  }

  #choice(members: readonly Need[], key: string, optional: boolean): GraphNode {
    const needs = members.map((member) => this.#edge(member, key, [], false));
    const nodes = needs.map(({ node }) => node);
    const node: GraphNode = {
      kind: "choice",
      path: this.#pathTo(key, false),
      dependency: undefined,
      needs,
      optional,
      scopes: [],
      always: false,
      life: longest(nodes),
      reachesScheme: nodes.some((member) => member.reachesScheme),
      reachesInputs: nodes.some((member) => member.reachesInputs),
    };
    this.#nodes.push(node);
    return node;
  }

  #lifetime(running: Dependency, needs: readonly GraphNode[], declares: boolean, path: string): Lifetime {
    const touches = declares || running.touches === "http" || running.scheme !== undefined;
    if (running.builtIn !== undefined) return touches ? "http" : "app";
    if (running.needs.scope !== "app") return touches ? "http" : longest(needs, "run");
    const shorter = needs.find((node) => node.life !== "app");
    if (declares) {
      throw new StartError(
        `${path} has scope "app" and declares inputs: it outlives requests, so it can have none.`,
      );
    }
    if (shorter !== undefined) {
      throw new StartError(
        `${path} has scope "app" and needs ${shorter.path}, which lives for one request only. ` +
          'Give that one scope "app" too, or take the scope from this one.',
      );
    }
    return "app";
  }

  #pathTo(key: string, inner: boolean): string {
    const open = inner ? this.#open.slice(0, -1) : this.#open;
    return `${this.#entry.label}: ${[...open.map((step) => step.key), key].join(" > ")}`;
  }

  #cycle(need: Dependency, key: string): StartError {
    const from = this.#open.findIndex((step) => step.dependency === need);
    const circle = [...this.#open.slice(from).map((step) => step.key), key].join(" > ");
    return new StartError(
      `${this.#entry.label}: the dependencies go round in a circle: ${circle}. Break it at one of them.`,
    );
  }

  #notADependency(need: unknown, key: string): StartError {
    const path = this.#pathTo(key, false);
    if (need === undefined) {
      return new StartError(
        `${path} is undefined. Most often two files import each other, and this one was read too early: ` +
          "move what both need into a third file.",
      );
    }
    return new StartError(`${path} is not a dependency: make one with dependency(needs, provide).`);
  }
}

/** Adds scopes along one way; goes on only where something is new, so shared subtrees cost no more than their size. */
function passScopes({ node, scopes }: GraphEdge, above: readonly string[], passed: Set<GraphNode>): void {
  const before = node.scopes.length;
  for (const scope of [...above, ...scopes]) if (!node.scopes.includes(scope)) node.scopes.push(scope);
  if (node.scopes.length === before && passed.has(node)) return;
  passed.add(node);
  for (const edge of node.needs) passScopes(edge, node.scopes, passed);
}

function markAlways(node: GraphNode): void {
  if (node.always) return;
  node.always = true;
  if (node.kind === "value") for (const { node: inner } of node.needs) markAlways(inner);
}

function longest(nodes: readonly GraphNode[], least: "app" | "run" = "app"): Lifetime {
  if (nodes.some((node) => node.life === "http")) return "http";
  return nodes.some((node) => node.life === "run") ? "run" : least;
}
