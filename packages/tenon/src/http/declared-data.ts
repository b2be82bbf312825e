/** What a declared error carries, on its way out: only what its schema declares, encoded as a response is. */
import type { StandardSchemaV1 } from "@standard-schema/spec";
import { responseContract } from "../contract/contract.ts";
import { DeclaredError, type ErrorDefinition, type HttpError, ResponseContractError } from "./errors.ts";

/**
 * The error as it goes over the wire; others as they are.
 * @throws {ResponseContractError} when what it carries does not fit its schema
 */
export function wireError(error: HttpError): HttpError | Promise<HttpError> {
  if (!(error instanceof DeclaredError)) return error;
  const { schema } = error.constructor as Partial<ErrorDefinition>;
  if (schema === undefined || error.data === undefined) return error;
  const contract = responseContract(schema, `error ${error.code}`);
  const settle = (result: StandardSchemaV1.Result<unknown>): HttpError => {
    if (result.issues === undefined) return carrying(error, result.value);
    const faults = contract.faults(result.issues, ["data"], error.data, false);
    throw new ResponseContractError(`the error "${error.code}"`, faults, { cause: error });
  };
  const result = contract.encode(error.data);
  return result instanceof Promise ? result.then(settle) : settle(result);
}

function carrying({ status, code, message, headers, cause }: DeclaredError, data: unknown): DeclaredError {
  return new DeclaredError(status, code, message, data, { headers, cause });
}
