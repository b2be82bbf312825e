/**
 * A source contract reads one of a request's text sources (path, query, headers, cookies, form) into the object a handler
 * gets: names, repeated keys, coercion and validation, with all faults collected.
 *
 * Declared either as a record of schemas (`record-source.ts`) or as one object schema (`object-source.ts`).
 */
import { objectSource } from "./object-source.ts";
import { recordSource } from "./record-source.ts";
import { isSchema } from "./schema.ts";
import type { InputShape, SourceContract, SourceKind } from "./source-contract.ts";

export type { InputShape, RawSource, SourceContract, SourceField, SourceKind } from "./source-contract.ts";

/**
 * The contract of a source. `where` names the operation in error messages.
 *
 * @example
 * const query = sourceContract("query", { limit: z.int().max(100).default(20) }, "users.list");
 * query.read({ limit: "5" }, faults, new Set(["limit"])); // { limit: 5 }
 */
export function sourceContract(kind: SourceKind, shape: InputShape, where: string): SourceContract {
  return isSchema(shape) ? objectSource(kind, shape, where) : recordSource(kind, shape, where);
}
