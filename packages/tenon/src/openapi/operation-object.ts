/** One operation as the document shows it. */
import type { DescribedOperation } from "./described-operation.ts";
import type { OperationObject } from "./document-types.ts";
import { parametersOf } from "./parameters.ts";
import { requestBodyOf } from "./request-body.ts";
import { responsesOf } from "./responses.ts";
import { securityOf } from "./security.ts";
import { summaryOf } from "./words.ts";

/**
 * The Operation Object, before what was written by hand is merged in.
 * @param operationId its name in the document
 * @param names what each of its path parameters is called in the document
 */
export function operationObject(
  operation: DescribedOperation,
  operationId: string,
  names: ReadonlyMap<string, string>,
): OperationObject {
  const { needs, placed } = operation;
  const parameters = parametersOf(operation, names);
  const requestBody = requestBodyOf(operation);
  const security = securityOf(operation.plan.graph);
  return {
    ...(placed.tags.length === 0 ? {} : { tags: placed.tags }),
    summary: needs.summary ?? summaryOf(placed.id),
    ...(needs.description === undefined ? {} : { description: needs.description }),
    operationId,
    ...(placed.deprecated ? { deprecated: true } : {}),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(requestBody === undefined ? {} : { requestBody }),
    responses: responsesOf(operation, security),
    // Said even where nothing is needed: linters take silence for an oversight.
    security,
  };
}
