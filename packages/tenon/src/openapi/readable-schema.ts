/** A schema as readers are shown it: without what is hidden, with examples in the form that JSON Schema has for them. */
import { isJsonSchema, mapSchemas } from "../contract/json-schema.ts";
import type { JsonSchema } from "../contract/schema.ts";
import { listExamples } from "./examples.ts";

/** A copy without the properties that say `hidden: true`. */
export function readable(json: JsonSchema): JsonSchema {
  return mapSchemas(json, (node) => {
    if (isJsonSchema(node.properties)) hideProperties(node, node.properties);
    listExamples(node);
    return node;
  });
}

function hideProperties(node: JsonSchema, properties: JsonSchema): void {
  const isHidden = (schema: unknown): boolean => isJsonSchema(schema) && schema.hidden === true;
  const hidden = new Set(Object.keys(properties).filter((name) => isHidden(properties[name])));
  if (hidden.size === 0) return;
  node.properties = Object.fromEntries(Object.entries(properties).filter(([name]) => !hidden.has(name)));
  if (!Array.isArray(node.required)) return;
  const required = node.required.filter((name) => !hidden.has(name));
  if (required.length > 0) node.required = required;
  else delete node.required;
}
