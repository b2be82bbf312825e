/** Link Objects: which operation may follow an answer. Declared by the keys of the record, written by `operationId`. */
import { StartError } from "../depends/start-error.ts";
import type { ResponseSpec } from "../results/response-spec.ts";
import type { LinkObject } from "./document-types.ts";

/** The `operationId` of an operation by the keys of the record; undefined for one that this document does not show. */
export type OperationNames = ReadonlyMap<string, string | undefined>;

/**
 * The links of an answer; those to operations that stand in another document are left out.
 * @throws {StartError} for a link to an operation that does not exist
 */
export function linksOf(
  links: ResponseSpec["links"],
  names: OperationNames,
  where: string,
): { readonly links?: { readonly [name: string]: LinkObject } } {
  const shown = Object.entries(links ?? {}).flatMap(([name, { operation, ...rest }]) => {
    if (!names.has(operation))
      throw new StartError(`${where}: the link "${name}" leads to "${operation}", which is no operation.`);
    const operationId = names.get(operation);
    return operationId === undefined ? [] : [[name, { operationId, ...rest }] as const];
  });
  return shown.length === 0 ? {} : { links: Object.fromEntries(shown) };
}
