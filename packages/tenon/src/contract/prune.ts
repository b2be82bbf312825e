/**
 * Copies only what a JSON Schema declares: the filter for libraries that validate without dropping unknown keys.
 */
import { explain } from "./explain.ts";
import { isJsonSchema, own, resolve, schemasIn } from "./json-schema.ts";
import type { JsonSchema } from "./schema.ts";

/** The value without undeclared keys; class instances come out as plain objects. */
export function prune(json: JsonSchema, root: JsonSchema, value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const node = resolve(json, root);
  const union = [...schemasIn(node, "anyOf"), ...schemasIn(node, "oneOf")];
  if (union.length > 0) return prune(memberFor(union, root, value), root, value);
  const all = schemasIn(node, "allOf");
  if (all.length > 0) return pruneObject(merged(node, all, root), root, value);
  if (Array.isArray(value)) return pruneList(node, root, value);
  return pruneObject(node, root, value);
}

/** The first member that fits once it is pruned. */
function memberFor(union: readonly JsonSchema[], root: JsonSchema, value: object): JsonSchema {
  const fitting = union.find((member) => {
    const { $defs: _own, ...body } = resolve(member, root);
    const findings = explain({ ...body, $defs: root.$defs }, prune(member, root, value));
    return findings.every((finding) => finding.onlyIfReported === true);
  });
  return fitting ?? union[0] ?? {};
}

function merged(node: JsonSchema, all: readonly JsonSchema[], root: JsonSchema): JsonSchema {
  const properties = [node, ...all.map((part) => resolve(part, root))]
    .map((part) => own(part, "properties"))
    .filter(isJsonSchema);
  return { ...node, type: "object", properties: Object.assign({}, ...properties) };
}

function pruneList(node: JsonSchema, root: JsonSchema, list: readonly unknown[]): unknown[] {
  const positions = schemasIn(node, "prefixItems");
  const items = own(node, "items");
  return list.map((entry, index) => {
    const schema = positions[index] ?? items;
    return isJsonSchema(schema) ? prune(schema, root, entry) : entry;
  });
}

function pruneObject(node: JsonSchema, root: JsonSchema, value: object): unknown {
  const properties = own(node, "properties");
  if (own(node, "type") !== "object" && !isJsonSchema(properties)) return value;
  const declared = isJsonSchema(properties) ? properties : {};
  const extra = own(node, "additionalProperties");
  const source = value as Record<string, unknown>;
  const keys = Object.keys(declared).filter((key) => hasField(source, key));
  const extras =
    extra === true || isJsonSchema(extra)
      ? Object.keys(source).filter((key) => !Object.hasOwn(declared, key))
      : [];
  // fromEntries defines: a key called `__proto__` sets no prototype.
  return Object.fromEntries([
    ...keys.map((key) => [key, pruneBy(declared[key], root, source[key])] as const),
    ...extras.map((key) => [key, pruneBy(extra, root, source[key])] as const),
  ]);
}

function pruneBy(schema: unknown, root: JsonSchema, value: unknown): unknown {
  return isJsonSchema(schema) ? prune(schema, root, value) : value;
}

/** Getters of a class count as its fields; what every object inherits does not. */
function hasField(source: Record<string, unknown>, key: string): boolean {
  return Object.hasOwn(source, key) || (key in source && !(key in Object.prototype));
}
