/** JSON Schemas in one spelling, so that two libraries' ways of saying the same are equal. */

/** JSON, unread. */
export type Json = Readonly<Record<string, unknown>>;

/** For people, not for machines. */
const silent = new Set(["title", "description", "examples", "deprecated", "$defs", "discriminator"]);

/** A schema with its references followed, alternatives flat and sorted, and nothing that says nothing. */
export function plainSchema(schema: Json, document: Json, above: readonly string[] = []): unknown {
  const reference = schema.$ref;
  if (typeof reference === "string") {
    // A schema inside itself: how far up it begins is all there is to say.
    const depth = above.indexOf(reference);
    if (depth !== -1) return { again: above.length - depth };
    return plainSchema(target(reference, document), document, [...above, reference]);
  }
  const alternatives = alternativesOf(schema);
  if (alternatives === undefined)
    return { ...keywords(together(schema, document), document, above), ...defaultOf(schema) };
  const flat = alternatives.flatMap((one) => flatten(plainSchema(one, document, above)));
  return { ...union(flat), ...defaultOf(schema) };
}

/** The schema of a place that cannot hold null. */
export function withoutNull(plain: unknown): unknown {
  const { anyOf, ...rest } = plain as { readonly anyOf?: readonly Json[] };
  if (anyOf === undefined) return plain;
  return { ...union(anyOf.filter(({ type }) => type !== "null")), ...rest };
}

/** The alternatives that a schema leaves, whichever way it says so; undefined when there is but one. */
function alternativesOf(schema: Json): readonly Json[] | undefined {
  const { anyOf, oneOf, default: _, ...around } = schema;
  const listed = (anyOf ?? oneOf) as readonly Json[] | undefined;
  // What stands around a union holds for each of its members that is not null.
  if (listed !== undefined)
    return listed.map((one) =>
      one.type === "null" || Object.keys(around).length === 0 ? one : { ...around, ...one },
    );
  if (isDecimal(schema)) return [{ type: "number" }, { type: "string" }];
  return Array.isArray(schema.type) ? schema.type.map((type: unknown) => ({ ...schema, type })) : undefined;
}

/** Pydantic calls a decimal number a number or a text; here its digits are a text of this format. */
function isDecimal({ type, format }: Json): boolean {
  return type === "string" && format === "decimal";
}

/** The objects of an `allOf` as one. */
function together({ allOf = [], ...schema }: Json, document: Json): Json {
  const parts = [schema, ...(allOf as readonly Json[])].map((part) =>
    typeof part.$ref === "string" ? target(part.$ref, document) : part,
  );
  if (parts.length === 1) return schema;
  const properties = Object.assign({}, ...parts.map((part) => part.properties));
  const required = parts.flatMap((part) => (part.required ?? []) as string[]);
  return Object.assign({}, ...parts, { properties, required });
}

function keywords(schema: Json, document: Json, above: readonly string[]): Record<string, unknown> {
  const plain: Record<string, unknown> = {};
  const inside = (json: unknown) => plainSchema(json as Json, document, above);
  for (const [keyword, value] of Object.entries(schema)) {
    if (silent.has(keyword) || keyword === "default") continue;
    if (keyword === "properties") plain.properties = mapped(value as Json, inside);
    else if (keyword === "items") plain.items = inside(value);
    else if (keyword === "propertyNames") Object.assign(plain, namesOf(inside(value) as Json));
    else if (keyword === "prefixItems") plain.prefixItems = (value as unknown[]).map(inside);
    else if (keyword === "additionalProperties") Object.assign(plain, additional(value, inside));
    else if (keyword === "required") Object.assign(plain, requiredOf(schema));
    else if (keyword === "const") plain.enum = [value];
    else if (keyword === "enum") plain.enum = [...(value as unknown[])].sort();
    else if (keyword === "contentMediaType") Object.assign(plain, mediaTypeOf(value));
    else plain[keyword] = value;
  }
  // Entries of any kind, or none past the last position.
  if (JSON.stringify(plain.items) === "{}") delete plain.items;
  // The constants tell their type.
  if (plain.enum !== undefined) delete plain.type;
  return plain;
}

/** Names are texts anyway. */
function namesOf({ type: _, ...names }: Json): Json {
  return Object.keys(names).length === 0 ? {} : { propertyNames: names };
}

/** Bytes are `format: binary` (OpenAPI 3.0) or a media type (3.1); that a text holds JSON says its `contentSchema`. */
function mediaTypeOf(type: unknown): Json {
  if (type === "application/octet-stream") return { format: "binary" };
  return type === "application/json" ? {} : { contentMediaType: type };
}

function additional(value: unknown, inside: (json: unknown) => unknown): object {
  if (typeof value !== "object" || value === null)
    return value === false ? { additionalProperties: false } : {};
  return Object.keys(value).length === 0 ? {} : { additionalProperties: inside(value) };
}

/** A property with a default is never missing, whether or not an output schema calls it required. */
function requiredOf(schema: Json): object {
  const properties = (schema.properties ?? {}) as Readonly<Record<string, Json>>;
  const names = new Set(
    (schema.required as string[]).filter((name) => properties[name]?.default === undefined),
  );
  return names.size === 0 ? {} : { required: [...names].sort() };
}

/** `default: null` says no more than that the value may be left out. */
function defaultOf(schema: Json): object {
  return schema.default === undefined || schema.default === null ? {} : { default: schema.default };
}

function flatten(plain: unknown): Json[] {
  const alternatives = (plain as { readonly anyOf?: Json[] }).anyOf;
  return alternatives ?? [plain as Json];
}

/** Alternatives in one order, constants in one list, each once; a single one is none. */
function union(alternatives: readonly Json[]): Json {
  const distinct = new Map(
    sorted(mergedConstants(alternatives)).map((one) => [JSON.stringify(ordered(one)), one]),
  );
  const [first, ...others] = distinct.values();
  return first !== undefined && others.length === 0 ? first : { anyOf: [...distinct.values()] };
}

function mergedConstants(alternatives: readonly Json[]): Json[] {
  const enums = alternatives.filter((one) => Object.keys(one).join() === "enum");
  if (enums.length < 2) return [...alternatives];
  const values = enums.flatMap((one) => one.enum as unknown[]);
  return [...alternatives.filter((one) => !enums.includes(one)), { enum: values.sort() }];
}

/** By their shape: a default, which one library may leave out, moves none of them. */
function sorted(alternatives: readonly Json[]): Json[] {
  const text = (one: Json) =>
    JSON.stringify(ordered(one), (key, value: unknown) => (key === "default" ? undefined : value));
  return alternatives.toSorted((a, b) => text(a).localeCompare(text(b)));
}

/** The same with its keys in order. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([key, one]) => [key, ordered(one)]),
  );
}

function mapped(record: Json, change: (value: unknown) => unknown): Json {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

function target(reference: string, document: Json): Json {
  let node: unknown = document;
  for (const part of reference.slice(2).split("/"))
    node = (node as Json)[part.replaceAll("~1", "/").replaceAll("~0", "~")];
  return (node ?? {}) as Json;
}
