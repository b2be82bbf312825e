/** The names of operations in a document: the record's keys, or what the app's hook makes of them. */
import { StartError } from "../depends/start-error.ts";
import type { PlacedOperation } from "../routing/place.ts";
import type { DocumentInfo } from "./document-info.ts";

/** Hands out each name once. */
export class OperationIds {
  readonly #hook: DocumentInfo["operationId"];
  readonly #owners = new Map<string, string>();

  constructor(hook: DocumentInfo["operationId"]) {
    this.#hook = hook;
  }

  /** @throws {StartError} when another operation has the name */
  of({ id, path, tags, operation }: PlacedOperation): string {
    const name = this.#hook?.({ id, path, tags, method: operation.method }) ?? id;
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
