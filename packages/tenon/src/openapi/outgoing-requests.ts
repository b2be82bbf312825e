/**
 * The webhooks and callbacks of a document, under names of their own: `webhooks.userDeleted`, `exports.start.done`. What comes
 * back is written once the components' names are settled.
 */
import type { Callback, OutgoingContract, Webhook } from "../routing/outgoing.ts";
import type { SchemaComponents } from "./components.ts";
import type { OperationObject, PathItemObject } from "./document-types.ts";
import type { OperationNames } from "./links.ts";
import { merged } from "./merge.ts";
import type { OperationIds } from "./operation-ids.ts";
import { outgoingOperation } from "./outgoing-operation.ts";

/** Makes something of what was described, once the components are settled. */
export type Settled<T> = () => T;

/** Describes the requests that a service sends. */
export class OutgoingRequests {
  readonly #components: SchemaComponents;
  readonly #names: OperationNames;
  readonly #ids: OperationIds;

  constructor(components: SchemaComponents, names: OperationNames, ids: OperationIds) {
    this.#components = components;
    this.#names = names;
    this.#ids = ids;
  }

  /** `webhooks` of the document. */
  webhooks(
    declared: Readonly<Record<string, Webhook>> = {},
  ): Settled<{ readonly webhooks?: { readonly [name: string]: PathItemObject } }> {
    const items = Object.entries(declared).map(
      ([name, { contract }]) => [name, this.#describe(`webhooks.${name}`, name, contract)] as const,
    );
    if (items.length === 0) return () => ({});
    return () => ({ webhooks: Object.fromEntries(items.map(([name, item]) => [name, item()])) });
  }

  /** `callbacks` of an operation. */
  callbacks(
    id: string,
    declared: Readonly<Record<string, Callback>> = {},
  ): Settled<Pick<OperationObject, "callbacks">> {
    const items = Object.entries(declared).map(([name, { url, contract }]) => {
      const item = this.#describe(`${id}.${name}`, url, contract);
      return [name, () => ({ [url]: item() })] as const;
    });
    if (items.length === 0) return () => ({});
    return () => ({ callbacks: Object.fromEntries(items.map(([name, item]) => [name, item()])) });
  }

  #describe(id: string, path: string, contract: OutgoingContract): Settled<PathItemObject> {
    const { method = "POST", tags = [], openapi = {} } = contract;
    const operationId = this.#ids.of({ id, path, method, tags }, openapi.operationId);
    const place = { id, operationId, components: this.#components, names: this.#names };
    const object = outgoingOperation(contract, place);
    return () => ({ [method.toLowerCase()]: merged(object, openapi) });
  }
}
