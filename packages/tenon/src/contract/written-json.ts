/**
 * A JSON Schema of a library's making, in the one form that the rest of this room reads: schemas with a name of their own
 * stand once, under it, and names that the library made up are the same on every start.
 */
import { ContractError } from "./contract-error.ts";
import { isJsonSchema, mapSchemas, nameRoot, own } from "./json-schema.ts";
import type { JsonSchema } from "./schema.ts";

/**
 * Brings a JSON Schema into that form. A schema's own name is its `id` (Valibot's `metadata({ id })`, ArkType's
 * `configure({ id })`, TypeBox's `$id`).
 * @throws {ContractError} when one name stands for two shapes
 */
export function writtenJson(json: JsonSchema, where: string): JsonSchema {
  const { $schema: _dialect, ...plain } = json;
  return hoisted(inlined(renamed(nameRoot(once(plain)))), where);
}

/** Some libraries write a schema that holds itself twice: as the whole, and as what it refers to. */
function once(json: JsonSchema): JsonSchema {
  const { $defs, ...root } = json;
  if (!isJsonSchema($defs)) return json;
  const text = JSON.stringify(root);
  const same = Object.keys($defs).find((name) => JSON.stringify($defs[name]) === text);
  return same === undefined ? json : { $ref: `#/$defs/${same}`, $defs };
}

/** Definitions under their own names; those with a makeshift one (`0`, `type12`, `__x`) by the order they stand in. */
function renamed(json: JsonSchema): JsonSchema {
  const definitions = own(json, "$defs");
  if (!isJsonSchema(definitions)) return json;
  const names = new Map<string, string>();
  for (const [name, definition] of Object.entries(definitions)) {
    const id = isJsonSchema(definition) ? own(definition, "id") : undefined;
    if (typeof id === "string") names.set(name, id);
    else if (/^(?:__.*|[a-z]*\d+)$/.test(name))
      names.set(name, json.$ref === `#/$defs/${name}` ? "__root" : `__schema${names.size}`);
  }
  if (names.size === 0) return json;
  const { $defs, ...root } = mapSchemas(json, (node) => {
    const name = typeof node.$ref === "string" ? names.get(node.$ref.slice("#/$defs/".length)) : undefined;
    return name === undefined ? node : { ...node, $ref: `#/$defs/${name}` };
  });
  const entries = Object.entries($defs as JsonSchema);
  return { ...root, $defs: Object.fromEntries(entries.map(([name, one]) => [names.get(name) ?? name, one])) };
}

/** Lists have no definition of their own, where a library makes one for whatever stands between a schema and itself. */
function inlined(json: JsonSchema): JsonSchema {
  let whole = json;
  for (const name of Object.keys(isJsonSchema(json.$defs) ? json.$defs : {})) {
    const reference = `#/$defs/${name}`;
    const { $defs, ...root } = whole;
    const { [name]: list, ...others } = $defs as JsonSchema;
    if (!name.startsWith("__") || !isJsonSchema(list) || list.type !== "array" || root.$ref === reference)
      continue;
    if (JSON.stringify(list).includes(`"${reference}"`)) continue;
    whole = mapSchemas({ ...root, $defs: others }, (node) =>
      node.$ref === reference ? { ...list, ...withoutRef(node) } : node,
    );
  }
  return whole;
}

function withoutRef({ $ref: _followed, ...rest }: JsonSchema): JsonSchema {
  return rest;
}

/** Every schema with an `id` moved to the definitions. */
function hoisted(json: JsonSchema, where: string): JsonSchema {
  const named = new Map<string, JsonSchema>();
  const moved = mapSchemas(json, (node) => {
    const { id, ...body } = node;
    if (typeof id !== "string") return node;
    const other = named.get(id);
    if (other !== undefined && JSON.stringify(other) !== JSON.stringify(body)) {
      throw new ContractError(
        `${where}: two schemas are called "${id}" and differ. A name stands for one shape: rename one of them.`,
      );
    }
    named.set(id, body);
    return { $ref: `#/$defs/${id}` };
  });
  if (named.size === 0) return moved;
  const { $defs, ...root } = moved;
  return { ...root, $defs: { ...(isJsonSchema($defs) ? $defs : {}), ...Object.fromEntries(named) } };
}
