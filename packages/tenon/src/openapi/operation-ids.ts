/** The names of operations in a document: the record's keys, or what the app's hook makes of them. */
import { StartError } from "../depends/start-error.ts";
import type { DocumentInfo, NamedOperation } from "./document-info.ts";

/** Hands out each name once. */
export class OperationIds {
  readonly #hook: DocumentInfo["operationId"];
  readonly #owners = new Map<string, string>();

  constructor(hook: DocumentInfo["operationId"]) {
    this.#hook = hook;
  }

  /**
   * @param written what the operation itself says it is called
   * @throws {StartError} when another operation has the name
   */
  of(operation: NamedOperation, written: unknown): string {
    const { id } = operation;
    const name = typeof written === "string" ? written : (this.#hook?.(operation) ?? id);
    const owner = this.#owners.get(name);
    if (owner !== undefined) {
      throw new StartError(
        `${owner} and ${id} have one operationId, "${name}". Make \`operationId\` tell them apart.`,
      );
    }
    this.#owners.set(name, id);
    return name;
  }
}
