/**
 * Definitions that a library made for what refers to itself and has no name (`__schema0`). Where such a circle passes through a
 * schema with a name, that one is enough to break it: the others stand where they are used, so that a component says the same
 * whichever operation it is met in.
 */
import { isJsonSchema, mapSchemas, own } from "../contract/json-schema.ts";
import type { JsonSchema } from "../contract/schema.ts";

/** Whether a definition has no name of its own. Two underscores: a library's makeshift, or ours for a root. */
export function isUnnamed(local: string): boolean {
  return local.startsWith("__");
}

/** The name of the definition that a node refers to; undefined when it refers to none. */
export function localName(node: JsonSchema): string | undefined {
  const reference = own(node, "$ref");
  const encoded = typeof reference === "string" ? /^#\/\$defs\/([^/]+)$/.exec(reference)?.[1] : undefined;
  return encoded === undefined
    ? undefined
    : decodeURIComponent(encoded).replaceAll("~1", "/").replaceAll("~0", "~");
}

/** A copy in which unnamed definitions stand in place of the references to them, but for those that hold themselves. */
export function withoutNeedlessDefinitions(json: JsonSchema): JsonSchema {
  const { $defs } = json;
  if (!isJsonSchema($defs) || !Object.keys($defs).some(isUnnamed)) return json;
  const needed = new Set(
    Object.keys($defs).filter((local) => !isUnnamed(local) || holdsItself(local, $defs)),
  );
  const put = (schema: JsonSchema): JsonSchema =>
    mapSchemas(schema, (node) => {
      const local = localName(node);
      const definition = local === undefined ? undefined : own($defs, local);
      if (local === undefined || needed.has(local) || !isJsonSchema(definition)) return node;
      const { $ref: _replaced, ...beside } = node;
      return { ...put(definition), ...beside };
    });
  const { $defs: _all, ...body } = json;
  const kept = Object.entries($defs).filter(([local]) => needed.has(local));
  const definitions = kept.map(
    ([local, schema]) => [local, isJsonSchema(schema) ? put(schema) : schema] as const,
  );
  return { ...put(body), $defs: Object.fromEntries(definitions) };
}

/** Whether the way back to it leads through unnamed definitions only. */
function holdsItself(local: string, definitions: JsonSchema): boolean {
  const seen = new Set<string>();
  const open = unnamedIn(own(definitions, local));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === local) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    open.push(...unnamedIn(own(definitions, next)));
  }
  return false;
}

function unnamedIn(schema: unknown): string[] {
  const found: string[] = [];
  if (!isJsonSchema(schema)) return found;
  mapSchemas(schema, (node) => {
    const local = localName(node);
    if (local !== undefined && isUnnamed(local)) found.push(local);
    return node;
  });
  return found;
}
