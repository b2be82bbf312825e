/**
 * The `security` of an operation, read from its graph: all schemes on the way are needed together (AND), a choice multiplies
 * the alternatives (OR), and `optional` adds the one that needs nothing.
 */
import type { Graph, GraphNode } from "../depends/graph.ts";
import type { SecurityScheme } from "../depends/scheme.ts";
import { StartError } from "../depends/start-error.ts";
import type { SecurityRequirement } from "./document-types.ts";
import { stableText } from "./stable-text.ts";

/** What must hold at once. */
interface Conjunction {
  readonly schemes: Set<GraphNode>;
  /** By what they choose from: the same choice made in two places is made once. */
  readonly choices: Map<string, GraphNode>;
}

/** The alternatives of an operation; empty when it needs no scheme. */
export function securityOf(graph: Graph): SecurityRequirement[] {
  const numbers = new Map(graph.nodes.map((node, index) => [node, index]));
  const alternatives = alternativesOf(graph.roots, numbers);
  const distinct = new Map(alternatives.map((alternative) => [stableText(alternative), alternative]));
  const requirements = [...distinct.values()];
  return requirements.every((requirement) => Object.keys(requirement).length === 0) ? [] : requirements;
}

/** The schemes that a graph reaches, each once, in the order of resolution. */
export function schemesOf(graph: Graph): readonly SecurityScheme[] {
  return [...new Set(graph.nodes.flatMap(({ dependency }) => dependency?.scheme ?? []))];
}

/** Collects the security schemes of a document by name. */
export class SecuritySchemes {
  readonly #seen = new Map<string, { readonly object: SecurityScheme["object"]; readonly where: string }>();

  /** @throws {StartError} when the name stands for another scheme already */
  add({ name, object }: SecurityScheme, where: string): void {
    const other = this.#seen.get(name);
    if (other === undefined) this.#seen.set(name, { object, where });
    else if (stableText(other.object) !== stableText(object)) {
      throw new StartError(
        `Two security schemes are called "${name}": one of ${other.where}, one of ${where}. Give one of them another \`name\`.`,
      );
    }
  }

  /** Name to Security Scheme Object, sorted by name. */
  finish(): { readonly [name: string]: SecurityScheme["object"] } {
    const entries = [...this.#seen].sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(entries.map(([name, { object }]) => [name, object]));
  }
}

type Numbers = ReadonlyMap<GraphNode, number>;

function alternativesOf(roots: readonly GraphNode[], numbers: Numbers): SecurityRequirement[] {
  const needed: Conjunction = { schemes: new Set(), choices: new Map() };
  const passed = new Set<GraphNode>();
  for (const root of roots) gather(root, needed, passed, numbers);
  const together = requirementOf([...needed.schemes]);
  let alternatives: SecurityRequirement[] = [together];
  for (const choice of needed.choices.values()) {
    const members = choice.needs.flatMap(({ node }) => alternativesOf([node], numbers));
    if (choice.optional) members.push({});
    alternatives = alternatives.flatMap((alternative) => members.map((member) => both(alternative, member)));
  }
  return alternatives;
}

function gather(node: GraphNode, needed: Conjunction, passed: Set<GraphNode>, numbers: Numbers): void {
  if (passed.has(node) || !node.reachesScheme) return;
  passed.add(node);
  if (node.kind === "choice") {
    const members = node.needs.map((edge) => numbers.get(edge.node)).join();
    needed.choices.set(`${members} ${node.optional}`, node);
    return;
  }
  for (const edge of node.needs) gather(edge.node, needed, passed, numbers);
  if (node.dependency?.scheme !== undefined) needed.schemes.add(node);
}

function requirementOf(nodes: readonly GraphNode[]): SecurityRequirement {
  let requirement: SecurityRequirement = {};
  // A scope belongs to a scheme that lists it; only where none lists any does it stand beside all of them.
  const listed = nodes.some(({ dependency }) => dependency?.scheme?.scopes !== undefined);
  for (const { dependency, scopes } of nodes) {
    const scheme = dependency?.scheme;
    if (scheme === undefined) continue;
    const { scopes: known } = scheme;
    const granted = known === undefined ? !listed : true;
    const own = granted ? scopes.filter((scope) => known === undefined || Object.hasOwn(known, scope)) : [];
    requirement = both(requirement, { [scheme.name]: own });
  }
  return requirement;
}

function both(a: SecurityRequirement, b: SecurityRequirement): SecurityRequirement {
  const together: Record<string, readonly string[]> = { ...a };
  for (const [name, scopes] of Object.entries(b))
    together[name] = [...new Set([...(together[name] ?? []), ...scopes])];
  return together;
}
