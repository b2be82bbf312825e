/** Who may call an operation is said by it, or the app does not start: what was forgotten is not open to all. */
import { buildGraph, type Entry } from "../depends/graph.ts";
import { StartError } from "../depends/start-error.ts";

/**
 * Checks that an operation says who may call it: a scope, an owner rule, or that anybody may.
 *
 * @param entry as it was declared: an override changes what runs, not who may call
 * @param access what it says itself
 * @throws {StartError} naming the operation
 */
export function checkAccess(entry: Entry, access: "open" | "owner" | undefined): void {
  if (access === "open") return;
  const { nodes } = buildGraph(entry);
  if (nodes.some((node) => node.scopes.length > 0)) return;
  if (access === undefined) {
    throw new StartError(
      `${entry.label} does not say who may call it, and this app asks for that (requireAccess). Need a scope with ` +
        "secured(user, ...), or write ownerOnly({ ... }) for what belongs to the caller, or open({ ... }) for everybody.",
    );
  }
  if (nodes.some((node) => node.dependency?.scheme !== undefined)) return;
  throw new StartError(
    `${entry.label} is ownerOnly and needs no security scheme, so nobody can be the owner. ` +
      "Need the dependency that gives the signed-in caller.",
  );
}
