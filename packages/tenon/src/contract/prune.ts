/**
 * Copies only what a JSON Schema declares: the filter for libraries that validate without dropping unknown keys.
 */
import { explain } from "./explain.ts";
import { isJsonSchema, own, resolve, schemasIn } from "./json-schema.ts";
import { discriminator, tagsOf } from "./json-union.ts";
import type { JsonSchema } from "./schema.ts";

interface Pruning {
  readonly root: JsonSchema;
  /** Keys that a strict object refuses stay, for the library to refuse; so do gaps, for it to fill. */
  readonly keepsRefused: boolean;
}

/** A response without undeclared keys, with its defaults; class instances come out as plain objects. */
export function prune(json: JsonSchema, value: unknown): unknown {
  return pruned(json, value, { root: json, keepsRefused: false });
}

/** A request without undeclared keys, but for those that are to be refused. */
export function pruneRequest(json: JsonSchema, value: unknown): unknown {
  return pruned(json, value, { root: json, keepsRefused: true });
}

function pruned(json: JsonSchema, value: unknown, pruning: Pruning): unknown {
  if (typeof value !== "object" || value === null) return value;
  const node = resolve(json, pruning.root);
  const union = [...schemasIn(node, "anyOf"), ...schemasIn(node, "oneOf")];
  if (union.length > 0) return pruned(memberFor(union, value, pruning), value, pruning);
  const all = schemasIn(node, "allOf");
  if (all.length > 0) return pruneObject(merged(node, all, pruning.root), value, pruning);
  if (Array.isArray(value)) return pruneList(node, value, pruning);
  return pruneObject(node, value, pruning);
}

/** The first member that fits once it is pruned; of none, that with the value's own tag, so that its faults are told. */
function memberFor(union: readonly JsonSchema[], value: object, pruning: Pruning): JsonSchema {
  const { root } = pruning;
  const fitting = union.find((member) => {
    const { $defs: _own, ...body } = resolve(member, root);
    const findings = explain({ ...body, $defs: root.$defs }, pruned(member, value, pruning));
    return findings.every((finding) => finding.onlyIfReported === true);
  });
  // A request that fits none is refused, and its faults are about what was sent.
  return fitting ?? tagged(union, value, root) ?? (pruning.keepsRefused ? {} : (union[0] ?? {}));
}

function tagged(union: readonly JsonSchema[], value: object, root: JsonSchema): JsonSchema | undefined {
  const nodes = union.map((member) => resolve(member, root));
  const tag = discriminator(nodes);
  if (tag === undefined || !Object.hasOwn(value, tag)) return undefined;
  const sent = (value as Record<string, unknown>)[tag];
  return nodes.find((node) => tagsOf(node, tag).includes(sent));
}

function merged(node: JsonSchema, all: readonly JsonSchema[], root: JsonSchema): JsonSchema {
  const properties = [node, ...all.map((part) => resolve(part, root))]
    .map((part) => own(part, "properties"))
    .filter(isJsonSchema);
  return { ...node, type: "object", properties: Object.assign({}, ...properties) };
}

function pruneList(node: JsonSchema, list: readonly unknown[], pruning: Pruning): unknown[] {
  const positions = schemasIn(node, "prefixItems");
  const items = own(node, "items");
  return list.map((entry, index) => pruneBy(positions[index] ?? items, entry, pruning));
}

function pruneObject(node: JsonSchema, value: object, pruning: Pruning): unknown {
  const properties = own(node, "properties");
  if (own(node, "type") !== "object" && !isJsonSchema(properties)) return value;
  const declared = isJsonSchema(properties) ? properties : {};
  const extra = own(node, "additionalProperties");
  const source = value as Record<string, unknown>;
  const keys = Object.keys(declared).filter((key) => hasField(source, key));
  const keepsExtras = extra === true || isJsonSchema(extra) || (extra === false && pruning.keepsRefused);
  const extras = keepsExtras ? Object.keys(source).filter((key) => !Object.hasOwn(declared, key)) : [];
  // fromEntries defines: a key called `__proto__` sets no prototype.
  return Object.fromEntries([
    ...keys.map((key) => [key, pruneBy(declared[key], source[key], pruning)] as const),
    ...extras.map((key) => [key, pruneBy(extra, source[key], pruning)] as const),
    ...(pruning.keepsRefused ? [] : defaultsFor(declared, source)),
  ]);
}

function defaultsFor(declared: JsonSchema, source: Record<string, unknown>): [string, unknown][] {
  return Object.entries(declared).flatMap(([key, schema]): [string, unknown][] => {
    const isFilled = isJsonSchema(schema) && Object.hasOwn(schema, "default") && source[key] === undefined;
    return isFilled ? [[key, structuredClone(schema.default)]] : [];
  });
}

function pruneBy(schema: unknown, value: unknown, pruning: Pruning): unknown {
  return isJsonSchema(schema) ? pruned(schema, value, pruning) : value;
}

/** Getters of a class count as its fields; what every object inherits does not. */
function hasField(source: Record<string, unknown>, key: string): boolean {
  return Object.hasOwn(source, key) || (key in source && !(key in Object.prototype));
}
