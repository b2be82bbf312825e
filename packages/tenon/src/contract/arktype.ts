/**
 * ArkType's own Standard JSON Schema shows a `Date` as "anything"; asked through its other method, it says what it cannot
 * write, and shows what a narrowed type is based on.
 */
import type { Converter } from "./adapter.ts";
import { isJsonSchema, mapSchemas, own, schemasIn } from "./json-schema.ts";
import type { JsonSchema, Schema } from "./schema.ts";
import { UnwritableError } from "./unwritable.ts";

/** What is looked at of an ArkType schema. */
interface ArkType {
  readonly in: ArkType;
  readonly out: ArkType;
  /** How the type is built. */
  readonly json: unknown;
  readonly toJsonSchema: (options: { readonly dialect: null; readonly fallback: Fallback }) => JsonSchema;
}

/** Asked for what has no JSON Schema: gives one, or throws. */
type Fallback = (context: {
  readonly code: string;
  readonly base: JsonSchema;
  readonly domain?: string;
  readonly proto?: unknown;
  readonly unit?: unknown;
}) => JsonSchema;

/** The converter of an ArkType schema, or `undefined` for something else that calls itself so. */
export function arktypeConverter(schema: Schema): Converter | undefined {
  if (!isArkType(schema)) return undefined;
  const json = (type: ArkType): JsonSchema => simplified(type.toJsonSchema({ dialect: null, fallback }));
  // What goes in says nothing of defaults, what comes out says "reject" of keys that are deleted.
  const input = (): JsonSchema => alike(json(schema.in), json(schema));
  return { input, output: () => alike(json(schema.out), input()) };
}

/** The type of what comes out of a type's morphs: what a handler returns is checked against that. */
export function arktypeOutput(schema: Schema): Schema {
  return isArkType(schema) ? (schema.out as unknown as Schema) : schema;
}

/** Whether a type has a morph that does not say what comes out of it; a response cannot have one. */
export function hasOpenMorph(schema: Schema): boolean {
  return isArkType(schema) && containsOpenMorph(schema.json);
}

function isArkType(schema: object): schema is ArkType {
  return "in" in schema && "out" in schema && "toJsonSchema" in schema;
}

function containsOpenMorph(node: unknown): boolean {
  if (typeof node !== "object" || node === null) return false;
  const { morphs, declaredOut } = node as {
    readonly morphs?: readonly unknown[];
    readonly declaredOut?: unknown;
  };
  // A function stands as its name; a type as what it is made of.
  const last = morphs?.at(-1);
  if (typeof last === "string" && last.startsWith("$ark.") && declaredOut === undefined) return true;
  return Object.values(node).some(containsOpenMorph);
}

/** Stands for `undefined`, which in a union says no more than that a value may be absent. */
const absent: JsonSchema = { "~absent": true };

const fallback: Fallback = (context) => {
  const { code, base, domain, proto } = context;
  if (code === "predicate" || code === "morph") return base;
  if (code === "unit" && "unit" in context && context.unit === undefined) return { ...absent };
  if (typeof proto !== "function") throw new UnwritableError(code === "date" ? "Date" : (domain ?? code));
  if (proto.name === "File" || proto.name === "Blob") return { type: "string", format: "binary" };
  throw new UnwritableError(proto.name);
};

/** Unions as other libraries write them: without what may be absent, texts as one `enum`, a format without special cases. */
function simplified(json: JsonSchema): JsonSchema {
  const simple = mapSchemas(json, (node) => {
    const { anyOf, ...rest } = node;
    if (!Array.isArray(anyOf)) return node;
    const members = withChoice(withoutSpecialCases(schemasIn(node, "anyOf").filter((one) => !isAbsent(one))));
    const [first] = members;
    return members.length === 1 ? { ...first, ...rest } : { ...rest, anyOf: members };
  });
  mapSchemas(simple, (node) => {
    if (isAbsent(node)) throw new UnwritableError("undefined");
    return node;
  });
  return simple;
}

function isAbsent(member: JsonSchema): boolean {
  return Object.hasOwn(member, "~absent");
}

/** The nil UUID and the like stand beside the format they belong to. */
function withoutSpecialCases(members: readonly JsonSchema[]): readonly JsonSchema[] {
  const formats = new Set(members.filter(({ type }) => type === "string").map(({ format }) => format));
  return members.filter(
    (one) => !(Object.hasOwn(one, "const") && one.format !== undefined && formats.has(one.format)),
  );
}

function withChoice(members: readonly JsonSchema[]): readonly JsonSchema[] {
  const texts = members.filter(isText);
  if (texts.length < 2) return members;
  return [{ enum: texts.map((text) => text.const) }, ...members.filter((member) => !isText(member))];
}

function isText(member: JsonSchema): boolean {
  return typeof member.const === "string" && Object.keys(member).length === 1;
}

/** A side of a type, with the defaults of another view of it, and refusing unknown keys only where that does. */
function alike(json: JsonSchema, other: JsonSchema): JsonSchema {
  const like: JsonSchema = { ...json };
  if (like.additionalProperties === false && other.additionalProperties !== false)
    delete like.additionalProperties;
  if (Object.hasOwn(other, "default")) like.default = other.default;
  const properties = own(like, "properties");
  const others = own(other, "properties");
  if (isJsonSchema(properties) && isJsonSchema(others)) {
    const entries = Object.entries(properties).map(([key, one]) => [key, alikePart(one, own(others, key))]);
    like.properties = Object.fromEntries(entries);
  }
  if (Object.hasOwn(like, "items")) like.items = alikePart(like.items, other.items);
  for (const keyword of ["anyOf", "prefixItems"]) {
    const list = schemasIn(like, keyword);
    if (list.length > 0)
      like[keyword] = list.map((one, index) => alikePart(one, schemasIn(other, keyword)[index]));
  }
  return like;
}

function alikePart(part: unknown, other: unknown): unknown {
  return isJsonSchema(part) && isJsonSchema(other) ? alike(part, other) : part;
}
