/** A TypeBox type as a JSON Schema of draft 2020-12: names, tuples and records in that draft's words. */
import { mapKeyword } from "./json-schema.ts";
import type { JsonSchema } from "./schema.ts";
import { UnwritableError } from "./unwritable.ts";

/** A TypeBox type, as far as it is looked at: a JSON Schema with hidden properties. */
export interface TypeboxNode {
  readonly "~codec"?: {
    readonly decode: (value: unknown) => unknown;
    readonly encode: (value: unknown) => unknown;
  };
}

/** What a JSON Schema is wanted for: a request, a response, or the decoded value, of which a codec's says nothing. */
export type TypeboxSide = "input" | "output" | "decoded";

/**
 * The JSON Schema of one side.
 * @throws {UnwritableError} for what JSON does not have
 */
export function typeboxJson(type: TypeboxNode, side: TypeboxSide): JsonSchema {
  const definitions: JsonSchema = {};
  const json = written(type as JsonSchema, { side, definitions, texts: new Map() });
  return Object.keys(definitions).length === 0 ? json : { ...json, $defs: definitions };
}

/** Every type inside a type, itself first. */
export function* typesIn(node: unknown, seen = new Set<unknown>()): Generator<JsonSchema & TypeboxNode> {
  if (typeof node !== "object" || node === null || seen.has(node)) return;
  seen.add(node);
  if (!Array.isArray(node)) yield node as JsonSchema & TypeboxNode;
  for (const [keyword, part] of Object.entries(node)) if (!isValue(keyword)) yield* typesIn(part, seen);
}

/** Keywords that hold plain values, whatever these look like. */
function isValue(keyword: string): boolean {
  return ["default", "const", "enum", "examples", "required"].includes(keyword);
}

interface Writing {
  readonly side: TypeboxSide;
  /** Definitions met on the way, which go to the top. */
  readonly definitions: JsonSchema;
  /** What they were before they were written, to tell a second one from the same one met again. */
  readonly texts: Map<string, string>;
}

function written(node: JsonSchema, writing: Writing): JsonSchema {
  if (writing.side === "decoded" && "~codec" in node) return {};
  if (typeof node.type === "string" && !jsonTypes.has(node.type)) throw new UnwritableError(node.type);
  return Object.assign({}, ...Object.entries(node).map((entry) => writtenKeyword(entry, node, writing)));
}

const jsonTypes = new Set(["string", "integer", "number", "boolean", "null", "array", "object"]);

function writtenKeyword([keyword, value]: [string, unknown], node: JsonSchema, writing: Writing): JsonSchema {
  const part = (one: JsonSchema): JsonSchema => written(one, writing);
  switch (keyword) {
    case "$defs":
      return define(value as JsonSchema, writing);
    case "$id":
      return Object.hasOwn(writing.definitions, nameIn(value)) ? {} : { id: nameIn(value) };
    case "$ref":
      return { $ref: `#/$defs/${nameIn(value)}` };
    case "items":
      // A tuple's, in the words of an older draft.
      return Array.isArray(value)
        ? { prefixItems: value.map(part), items: false }
        : { items: part(value as JsonSchema) };
    case "additionalItems":
      return {};
    case "patternProperties":
      return entriesOf(value as JsonSchema, part);
    case "required":
      return requiredOf(value as readonly string[], node, writing.side);
    case "pattern":
      return { pattern: value instanceof RegExp ? value.source : value };
    case "default":
      // A function makes another one each time.
      return typeof value === "function" ? {} : { default: value };
    default:
      return { [keyword]: mapKeyword(keyword, value, part) };
  }
}

function define(types: JsonSchema, writing: Writing): JsonSchema {
  const { definitions, texts } = writing;
  const added = Object.entries(types).filter(([name, type]) => {
    const text = JSON.stringify(type);
    const other = texts.get(name);
    if (other !== undefined && other !== text) throw new Error(`two types are called "${name}"`);
    texts.set(name, text);
    // There before it is written: it may refer to itself.
    if (other === undefined) definitions[name] = type;
    return other === undefined;
  });
  for (const [name, type] of added) definitions[name] = written(type as JsonSchema, writing);
  return {};
}

/** A record: one schema for every key that fits the pattern. */
function entriesOf(patterns: JsonSchema, part: (one: JsonSchema) => JsonSchema): JsonSchema {
  const [[pattern, type] = [], ...more] = Object.entries(patterns);
  if (pattern === undefined || more.length > 0)
    return { patternProperties: mapKeyword("patternProperties", patterns, part) };
  const entries = { additionalProperties: part(type as JsonSchema) };
  return pattern === "^.*$" ? entries : { propertyNames: { type: "string", pattern }, ...entries };
}

/** What has a default need not be sent. */
function requiredOf(names: readonly string[], { properties }: JsonSchema, side: TypeboxSide): JsonSchema {
  const isFilled = (name: string): boolean =>
    Object.hasOwn((properties as Readonly<Record<string, object>>)[name] ?? {}, "default");
  const needed = side === "input" ? names.filter((name) => !isFilled(name)) : names;
  return needed.length === 0 ? {} : { required: needed };
}

/** The last word of a name, which may be a URI or a pointer. */
function nameIn(id: unknown): string {
  return String(id).replace(/^.*[/#](?=.)/, "");
}
