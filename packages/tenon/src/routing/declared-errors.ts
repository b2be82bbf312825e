import { responseContract } from "../contract/contract.ts";
import type { Plan } from "../depends/plan.ts";
import type { ErrorDefinition } from "../http/errors.ts";
import type { PlacedOperation } from "./place.ts";

/** The errors that an operation may answer with: those of its routers, its own, and those of every dependency it reaches. */
export function declaredErrors({ errors }: PlacedOperation, plan: Plan): ReadonlySet<ErrorDefinition> {
  const inherited = plan.graph.nodes.flatMap(({ dependency }) => dependency?.needs.errors ?? []);
  return new Set([...errors, ...inherited]);
}

/**
 * Makes sure at start-up that what declared errors carry can be sent.
 * @throws {ContractError} with the operation's name
 */
export function checkErrors(placed: PlacedOperation, plan: Plan): void {
  for (const { code, schema } of declaredErrors(placed, plan)) {
    if (schema !== undefined) responseContract(schema, `${placed.id}: error ${code}`);
  }
}
