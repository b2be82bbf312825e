/** JSON Schemas in one spelling, so that two libraries' ways of saying the same are equal. */
import type { Json } from "./document.ts";

/** For people, not for machines. */
const silent = new Set(["title", "description", "examples", "deprecated", "$defs", "contentMediaType"]);

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
  if (alternatives !== undefined) {
    const flat = alternatives.flatMap((one) => flatten(plainSchema(one, document, above)));
    return { anyOf: sorted(mergedConstants(flat)), ...defaultOf(schema) };
  }
  return { ...keywords(schema, document, above), ...defaultOf(schema) };
}

/** The alternatives that a schema leaves, whichever way it says so; undefined when there is but one. */
function alternativesOf(schema: Json): readonly Json[] | undefined {
  const listed = (schema.anyOf ?? schema.oneOf) as readonly Json[] | undefined;
  if (listed !== undefined) return listed;
  return Array.isArray(schema.type) ? schema.type.map((type: unknown) => ({ ...schema, type })) : undefined;
}

function keywords(schema: Json, document: Json, above: readonly string[]): Record<string, unknown> {
  const plain: Record<string, unknown> = {};
  const inside = (json: unknown) => plainSchema(json as Json, document, above);
  for (const [keyword, value] of Object.entries(schema)) {
    if (silent.has(keyword) || keyword === "default" || keyword === "discriminator") continue;
    if (keyword === "properties") plain.properties = mapped(value as Json, inside);
    else if (keyword === "items" || keyword === "propertyNames") plain[keyword] = inside(value);
    else if (keyword === "prefixItems") plain.prefixItems = (value as unknown[]).map(inside);
    else if (keyword === "additionalProperties") Object.assign(plain, additional(value, inside));
    else if (keyword === "required") Object.assign(plain, requiredOf(schema));
    else if (keyword === "const") plain.enum = [value];
    else if (keyword === "enum") plain.enum = [...(value as unknown[])].sort();
    else plain[keyword] = value;
  }
  // Entries of any kind, or none past the last position.
  if (JSON.stringify(plain.items) === "{}") delete plain.items;
  // The constants tell their type.
  if (plain.enum !== undefined) delete plain.type;
  return plain;
}

function additional(value: unknown, inside: (json: unknown) => unknown): object {
  if (typeof value !== "object" || value === null)
    return value === false ? { additionalProperties: false } : {};
  return Object.keys(value).length === 0 ? {} : { additionalProperties: inside(value) };
}

/** A property with a default is never missing, whether or not an output schema calls it required. */
function requiredOf(schema: Json): object {
  const properties = (schema.properties ?? {}) as Readonly<Record<string, Json>>;
  const names = (schema.required as string[]).filter((name) => properties[name]?.default === undefined);
  return names.length === 0 ? {} : { required: names.sort() };
}

/** `default: null` says no more than that the value may be left out. */
function defaultOf(schema: Json): object {
  return schema.default === undefined || schema.default === null ? {} : { default: schema.default };
}

function flatten(plain: unknown): unknown[] {
  const alternatives = (plain as { readonly anyOf?: unknown[] }).anyOf;
  return alternatives ?? [plain];
}

function mergedConstants(alternatives: readonly unknown[]): unknown[] {
  const enums = alternatives.filter((one) => Object.keys(one as object).join() === "enum");
  if (enums.length < 2) return [...alternatives];
  const values = enums.flatMap((one) => (one as { readonly enum: unknown[] }).enum);
  return [...alternatives.filter((one) => !enums.includes(one)), { enum: values.sort() }];
}

function sorted(alternatives: readonly unknown[]): unknown[] {
  return alternatives.toSorted((a, b) =>
    JSON.stringify(ordered(a)).localeCompare(JSON.stringify(ordered(b))),
  );
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
