/** What in a new version of an OpenAPI document breaks those who use the old one. */
import type { OpenApiDocument, OperationObject, PathItemObject } from "../openapi/document-types.ts";
import { operationRules } from "./operation-rules.ts";
import { SchemaChanges } from "./schema-changes.ts";

/** One thing that breaks a client. */
export interface BreakingChange {
  /** `POST /users` */
  readonly operation: string;
  /** In words: `query parameter "limit" is required`. */
  readonly what: string;
}

const methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/**
 * Compares two versions of a document. What is added (operations, optional inputs, properties of answers) breaks nobody.
 *
 * @param before the version that clients know, as it was committed
 * @param after the version of today
 * @example
 * breakingChanges(committed, app.openapi()); // [{ operation: "GET /users", what: 'the response 200: property "email" is removed' }]
 */
export function breakingChanges(before: OpenApiDocument, after: OpenApiDocument): readonly BreakingChange[] {
  const schemas = new SchemaChanges({ before, after });
  const now = operationsOf(after);
  return [...operationsOf(before)].flatMap(([shape, { operation, name }]) => {
    const found = now.get(shape);
    if (found === undefined) return [{ operation: name, what: "the operation is removed" }];
    const change = { before: operation, after: found.operation, schemas };
    return operationRules.flatMap((rule) => rule(change)).map((what) => ({ operation: name, what }));
  });
}

/** By method and path, whatever the parameters of the path are called. */
function operationsOf({ paths = {} }: OpenApiDocument) {
  const operations = new Map<string, { readonly operation: OperationObject; readonly name: string }>();
  for (const [path, item] of Object.entries(paths)) {
    for (const method of methods) {
      const operation = (item as PathItemObject)[method];
      const name = `${method.toUpperCase()} ${path}`;
      if (operation !== undefined)
        operations.set(`${method} ${path.replaceAll(/\{[^}]*\}/g, "{}")}`, { operation, name });
    }
  }
  return operations;
}
