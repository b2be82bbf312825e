/** A scope that no scheme on its way knows can never be granted: said at start-up, with the schemes that were meant. */
import { buildGraph, type Entry } from "./graph.ts";
import { StartError } from "./start-error.ts";

/**
 * Checks what was declared; an override changes what runs, and needs no scheme to stand in for one.
 * @throws {StartError} naming the scope and the scopes there are
 */
export function checkScopes(entry: Entry): void {
  const graph = buildGraph(entry);
  const schemes = graph.nodes.flatMap((node) =>
    node.dependency?.scheme === undefined ? [] : [node.dependency.scheme],
  );
  // A scheme that lists no scopes takes any.
  if (schemes.some((scheme) => scheme.scopes === undefined)) return;
  const known = new Set(schemes.flatMap((scheme) => Object.keys(scheme.scopes ?? {})));
  for (const node of graph.nodes) {
    const unknown = node.scopes.find((scope) => !known.has(scope));
    if (unknown === undefined) continue;
    const choices =
      known.size === 0 ? "no security scheme is needed there" : `known are: ${[...known].join(", ")}`;
    throw new StartError(`${node.path} requires the scope "${unknown}", which no scheme knows (${choices}).`);
  }
}
