/**
 * Reading and tidying JSON Schemas (draft 2020-12) as plain data.
 *
 * Schemas arrive from several libraries, each with habits of its own; `tidy` removes what says nothing to a reader of the
 * document, and the rest of this room only ever sees the result.
 */
import type { JsonSchema } from "./schema.ts";

/** Whether a value is a schema object (and not `true`, `false` or a list). */
export function isJsonSchema(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Own property of a schema, so that a property called `constructor` or `__proto__` is data like any other. */
export function own(json: JsonSchema, keyword: string): unknown {
  return Object.hasOwn(json, keyword) ? json[keyword] : undefined;
}

/** Sub-schemas of a list keyword such as `anyOf`. */
export function schemasIn(json: JsonSchema, keyword: string): JsonSchema[] {
  const list = own(json, keyword);
  return Array.isArray(list) ? list.filter(isJsonSchema) : [];
}

/** A node with its local reference followed; siblings of `$ref` (a description, a default) win over the definition. */
export function resolve(json: JsonSchema, root: JsonSchema): JsonSchema {
  let node = json;
  // A chain of references longer than this is a circle.
  for (let hops = 0; hops < 32; hops++) {
    const reference = own(node, "$ref");
    if (typeof reference !== "string") return node;
    const target = definition(reference, root);
    if (target === undefined) return node;
    const { $ref: _followed, ...siblings } = node;
    node = { ...target, ...siblings };
  }
  return {};
}

function definition(reference: string, root: JsonSchema): JsonSchema | undefined {
  if (reference === "#") return root;
  const name = /^#\/\$defs\/([^/]+)$/.exec(reference)?.[1];
  if (name === undefined) return undefined;
  const definitions = own(root, "$defs");
  if (!isJsonSchema(definitions)) return undefined;
  const target = own(definitions, decodeURIComponent(name).replaceAll("~1", "/").replaceAll("~0", "~"));
  return isJsonSchema(target) ? target : undefined;
}

/** The alternatives a node stands for, one type each: references, unions and type lists taken apart. */
export function members(json: JsonSchema, root: JsonSchema, depth = 0): JsonSchema[] {
  const node = resolve(json, root);
  if (depth > 16) return [node];
  const union = [...schemasIn(node, "anyOf"), ...schemasIn(node, "oneOf")];
  if (union.length > 0) return union.flatMap((member) => members(member, root, depth + 1));
  const type = own(node, "type");
  if (Array.isArray(type)) return type.map((one) => ({ ...node, type: one }));
  if (type === undefined) {
    const [first] = schemasIn(node, "allOf");
    if (first !== undefined) return members(first, root, depth + 1);
  }
  return [node];
}

/** The keywords that hold a schema, a list of schemas, or a record of them. */
const schemaKeywords = new Set([
  "items",
  "additionalProperties",
  "propertyNames",
  "not",
  "contains",
  "if",
  "then",
  "else",
  "unevaluatedProperties",
  "unevaluatedItems",
]);
const listKeywords = new Set(["anyOf", "oneOf", "allOf", "prefixItems"]);
const recordKeywords = new Set(["properties", "patternProperties", "$defs", "dependentSchemas"]);

/** The value of a keyword with every schema directly in it changed; that of any other keyword as it is. */
export function mapKeyword(
  keyword: string,
  value: unknown,
  change: (schema: JsonSchema) => unknown,
): unknown {
  const mapped = (one: unknown): unknown => (isJsonSchema(one) ? change(one) : one);
  if (schemaKeywords.has(keyword)) return mapped(value);
  if (listKeywords.has(keyword)) return Array.isArray(value) ? value.map(mapped) : value;
  if (!recordKeywords.has(keyword) || !isJsonSchema(value)) return value;
  // fromEntries defines, so a property called `__proto__` stays a property.
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, mapped(one)]));
}

/** A copy in which every sub-schema, innermost first, went through `change`. */
export function mapSchemas(json: JsonSchema, change: (node: JsonSchema) => JsonSchema): JsonSchema {
  const entries = Object.entries(json).map(
    ([keyword, value]) => [keyword, mapKeyword(keyword, value, (one) => mapSchemas(one, change))] as const,
  );
  return change(Object.fromEntries(entries));
}

/** Formats whose name says all that the library's own pattern says. */
const telling = new Set([
  "email",
  "uuid",
  "date",
  "date-time",
  "time",
  "duration",
  "ipv4",
  "ipv6",
  "uri",
  "hostname",
]);

/** The schema as a document shows it. Ours, and never shown: `alias` (`alias.ts`), `repeatable` (`source-field.ts`). */
export function tidy(json: JsonSchema): JsonSchema {
  return mapSchemas(json, (node) => {
    delete node.$schema;
    delete node.alias;
    delete node.repeatable;
    // What a number can hold is nobody's rule.
    if (node.minimum === Number.MIN_SAFE_INTEGER) delete node.minimum;
    if (node.maximum === Number.MAX_SAFE_INTEGER) delete node.maximum;
    if (typeof node.format === "string" && telling.has(node.format)) delete node.pattern;
    // Not a content encoding that exists; `format: binary` says it.
    if (node.contentEncoding === "binary") delete node.contentEncoding;
    if (node.type === undefined) addType(node);
    if (JSON.stringify(node.propertyNames) === '{"type":"string"}') delete node.propertyNames;
    return node;
  });
}

/** Constants say their type to a reader who looks for it; generators do. */
function addType(node: JsonSchema): void {
  const constants = Array.isArray(node.enum) ? node.enum : Object.hasOwn(node, "const") ? [node.const] : [];
  const types = new Set(constants.map((constant) => typeof constant));
  const [type] = types;
  if (types.size === 1 && (type === "string" || type === "number" || type === "boolean")) node.type = type;
}

/** A root that refers to itself as `#` cannot be moved into a document: give it a name of its own first. */
export function nameRoot(json: JsonSchema): JsonSchema {
  if (!JSON.stringify(json).includes('"$ref":"#"')) return json;
  const { $defs, ...body } = json;
  const definitions = isJsonSchema($defs) ? $defs : {};
  let name = "__root";
  while (Object.hasOwn(definitions, name)) name += "_";
  const target = `#/$defs/${name}`;
  const renamed = (node: JsonSchema): JsonSchema => (node.$ref === "#" ? { ...node, $ref: target } : node);
  return mapSchemas({ $ref: target, $defs: { ...definitions, [name]: body } }, renamed);
}
