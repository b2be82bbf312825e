import type { Contract } from "../contract/contract.ts";
import { ResponseContractError } from "../http/errors.ts";

/**
 * Writes items of a streamed body as compact JSON: checked and filtered where there is a contract, as they are where not.
 * @param operation the operation's id, for messages
 * @throws {ResponseContractError} the function, for an item that does not fit
 */
export function itemWriter(
  contract: Contract | undefined,
  operation: string,
): (item: unknown) => string | Promise<string> {
  if (contract === undefined) return jsonText;
  const checked = (encoded: Awaited<ReturnType<Contract["encode"]>>): string => {
    if (encoded.issues === undefined) return jsonText(encoded.value);
    const faults = contract.faults(encoded.issues, ["response"], undefined, false);
    throw new ResponseContractError(operation, faults);
  };
  return (item) => {
    const encoded = contract.encode(item);
    return encoded instanceof Promise ? encoded.then(checked) : checked(encoded);
  };
}

function jsonText(value: unknown): string {
  return JSON.stringify(value) ?? "null";
}
