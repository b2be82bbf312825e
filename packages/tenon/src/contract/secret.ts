/**
 * Which parts of a value must not be echoed: what the JSON Schema calls `format: password` or `writeOnly`, whatever lies
 * inside such a part, and whatever holds one.
 */
import type { Path } from "./finding.ts";
import { isJsonSchema, members, own, schemasIn } from "./json-schema.ts";
import type { JsonSchema } from "./schema.ts";

/** Whether the value at a path has to be left out of a fault. */
export type Hidden = (path: Path) => boolean;

const nothingHidden: Hidden = () => false;

/** Built once a contract; schemas without secrets cost nothing. */
export function hiddenPaths(root: JsonSchema): Hidden {
  if (!holdsSecret(root, root, new Set())) return nothingHidden;
  return (path) => {
    let nodes = alternatives(root, root);
    for (const key of path) {
      if (nodes.some(isSecret)) return true;
      nodes = nodes.flatMap((node) => childrenAt(node, key)).flatMap((child) => alternatives(child, root));
    }
    return nodes.some((node) => holdsSecret(node, root, new Set()));
  };
}

/** The alternatives of a node, and the parts of its `allOf`, which all hold. */
function alternatives(json: JsonSchema, root: JsonSchema): JsonSchema[] {
  // The node itself too: a union may be marked as a whole.
  return [
    json,
    ...members(json, root).flatMap((member) => [
      member,
      ...schemasIn(member, "allOf").flatMap((part) => members(part, root)),
    ]),
  ];
}

function isSecret(json: JsonSchema): boolean {
  return own(json, "format") === "password" || own(json, "writeOnly") === true;
}

function holdsSecret(json: JsonSchema, root: JsonSchema, seen: Set<unknown>): boolean {
  const reference = own(json, "$ref");
  const mark = typeof reference === "string" ? reference : json;
  if (seen.has(mark)) return false;
  seen.add(mark);
  return alternatives(json, root).some(
    (node) => isSecret(node) || children(node).some((child) => holdsSecret(child, root, seen)),
  );
}

function children(json: JsonSchema): JsonSchema[] {
  const properties = own(json, "properties");
  const patterns = own(json, "patternProperties");
  return [
    ...(isJsonSchema(properties) ? Object.values(properties) : []),
    ...(isJsonSchema(patterns) ? Object.values(patterns) : []),
    ...schemasIn(json, "prefixItems"),
    own(json, "items"),
    own(json, "additionalProperties"),
  ].filter(isJsonSchema);
}

function childrenAt(json: JsonSchema, key: string | number): JsonSchema[] {
  const properties = own(json, "properties");
  if (isJsonSchema(properties) && Object.hasOwn(properties, key)) {
    const child = properties[key];
    return isJsonSchema(child) ? [child] : [];
  }
  const positional = typeof key === "number" ? schemasIn(json, "prefixItems")[key] : undefined;
  if (positional !== undefined) return [positional];
  const patterns = own(json, "patternProperties");
  const rest = typeof key === "number" ? own(json, "items") : own(json, "additionalProperties");
  return [...(isJsonSchema(patterns) ? Object.values(patterns) : []), rest].filter(isJsonSchema);
}
