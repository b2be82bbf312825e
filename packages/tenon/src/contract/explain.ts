/**
 * What is wrong with a value, told from its JSON Schema alone: gives every library FastAPI's `type`, `loc` and `ctx` without
 * an adapter that knows the library's own words.
 */

import { type Finding, listed, type Path } from "./finding.ts";
import { formatFault } from "./format-fault.ts";
import { isJsonSchema, own, resolve, schemasIn } from "./json-schema.ts";
import { branchName, constantsOf, discriminator, tagsOf } from "./json-union.ts";
import { booleanFault, numberFault } from "./scalar-fault.ts";
import type { JsonSchema } from "./schema.ts";

/** Where the explanation has got to. */
interface Place {
  readonly root: JsonSchema;
  readonly path: Path;
  readonly loc: Path;
}

/** Every broken rule, in the order of the schema's properties. */
export function explain(json: JsonSchema, value: unknown): Finding[] {
  return broken(json, value, { root: json, path: [], loc: [] });
}

function broken(json: JsonSchema, value: unknown, place: Place): Finding[] {
  const node = resolve(json, place.root);
  const all = schemasIn(node, "allOf").flatMap((part) => broken(part, value, place));
  const union = [...schemasIn(node, "anyOf"), ...schemasIn(node, "oneOf")];
  if (union.length > 0) return [...all, ...brokenUnion(union, value, place)];
  const type = own(node, "type");
  if (Array.isArray(type))
    return [
      ...all,
      ...brokenUnion(
        type.map((one) => ({ ...node, type: one })),
        value,
        place,
      ),
    ];
  return [...all, ...brokenRules(node, value, place)];
}

function found(place: Place, type: string, ctx?: Finding["ctx"]): Finding[] {
  return [{ type, path: place.path, loc: place.loc, ...(ctx === undefined ? {} : { ctx }) }];
}

function at(place: Place, key: string | number): Place {
  return { root: place.root, path: [...place.path, key], loc: [...place.loc, key] };
}

function brokenRules(node: JsonSchema, value: unknown, place: Place): Finding[] {
  const constants = own(node, "enum");
  if (Array.isArray(constants))
    return constants.includes(value) ? [] : found(place, "enum", { expected: listed(constants) });
  if (Object.hasOwn(node, "const"))
    return node.const === value ? [] : found(place, "literal_error", { expected: listed([node.const]) });
  switch (own(node, "type")) {
    case "string":
      return brokenText(node, value, place);
    case "integer":
      return Number.isSafeInteger(value)
        ? brokenBounds(node, value as number, place)
        : found(place, numberFault(true, value));
    case "number":
      return Number.isFinite(value)
        ? brokenBounds(node, value as number, place)
        : found(place, numberFault(false, value));
    case "boolean":
      return typeof value === "boolean" ? [] : found(place, booleanFault(value));
    case "null":
      return value === null ? [] : found(place, "none_required");
    case "array":
      return brokenList(node, value, place);
    case "object":
      return brokenObject(node, value, place);
    default:
      return [];
  }
}

function brokenText(node: JsonSchema, value: unknown, place: Place): Finding[] {
  const format = own(node, "format");
  if (typeof value !== "string") {
    const fault = typeof format === "string" ? formatFault(format, value) : undefined;
    return found(place, fault?.type ?? "string_type");
  }
  const { minLength, maxLength, pattern } = node;
  // JSON Schema counts characters, not UTF-16 units.
  const length = [...value].length;
  if (typeof minLength === "number" && length < minLength)
    return found(place, "string_too_short", { min_length: minLength });
  if (typeof maxLength === "number" && length > maxLength)
    return found(place, "string_too_long", { max_length: maxLength });
  const fault = typeof format === "string" ? formatFault(format, value) : undefined;
  if (fault !== undefined) {
    if (typeof pattern === "string" && matches(pattern, value)) return [];
    // Whether the format is met is for the library to say; see `explained` in standard.ts.
    return [{ ...fault, path: place.path, loc: place.loc, onlyIfReported: true }];
  }
  if (typeof pattern === "string" && !matches(pattern, value))
    return found(place, "string_pattern_mismatch", { pattern });
  return [];
}

function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern, "u").test(text);
  } catch {
    return true;
  }
}

function brokenBounds(node: JsonSchema, value: number, place: Place): Finding[] {
  const { multipleOf, exclusiveMaximum, maximum, exclusiveMinimum, minimum } = node;
  if (typeof multipleOf === "number" && Math.abs(value / multipleOf - Math.round(value / multipleOf)) > 1e-9)
    return found(place, "multiple_of", { multiple_of: multipleOf });
  if (typeof exclusiveMaximum === "number" && value >= exclusiveMaximum)
    return found(place, "less_than", { lt: exclusiveMaximum });
  if (typeof maximum === "number" && value > maximum) return found(place, "less_than_equal", { le: maximum });
  if (typeof exclusiveMinimum === "number" && value <= exclusiveMinimum)
    return found(place, "greater_than", { gt: exclusiveMinimum });
  if (typeof minimum === "number" && value < minimum)
    return found(place, "greater_than_equal", { ge: minimum });
  return [];
}

function brokenList(node: JsonSchema, value: unknown, place: Place): Finding[] {
  const items = own(node, "items");
  const positions = schemasIn(node, "prefixItems");
  if (!Array.isArray(value)) return found(place, positions.length > 0 ? "tuple_type" : "list_type");
  const entries = value.flatMap((entry, index) => {
    const schema = positions[index] ?? items;
    return isJsonSchema(schema) ? broken(schema, entry, at(place, index)) : [];
  });
  const closed = positions.length > 0 && !isJsonSchema(items);
  return [...entries, ...brokenLength(node, value, closed ? positions.length : undefined, place)];
}

/** `fixed` is the length of a tuple: there, what is too few is missing. */
function brokenLength(
  node: JsonSchema,
  value: readonly unknown[],
  fixed: number | undefined,
  place: Place,
): Finding[] {
  const { minItems = fixed, maxItems = fixed } = node;
  const lengths = { field_type: fixed === undefined ? "List" : "Tuple", actual_length: value.length };
  if (typeof maxItems === "number" && value.length > maxItems)
    return found(place, "too_long", { ...lengths, max_length: maxItems });
  if (typeof minItems !== "number" || value.length >= minItems) return [];
  if (fixed === undefined) return found(place, "too_short", { ...lengths, min_length: minItems });
  const absent = Array.from({ length: minItems - value.length }, (_, index) => value.length + index);
  return absent.flatMap((index) => found(at(place, index), "missing"));
}

function brokenObject(node: JsonSchema, value: unknown, place: Place): Finding[] {
  const properties = own(node, "properties");
  const declared = isJsonSchema(properties) ? properties : {};
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    const isRecord = Object.keys(declared).length === 0 && isJsonSchema(own(node, "additionalProperties"));
    return found(place, isRecord ? "dict_type" : "model_attributes_type");
  }
  const record = value as Record<string, unknown>;
  return [...brokenProperties(node, declared, record, place), ...brokenExtras(node, declared, record, place)];
}

function brokenProperties(
  node: JsonSchema,
  declared: JsonSchema,
  record: Record<string, unknown>,
  place: Place,
): Finding[] {
  const required = own(node, "required");
  const names = new Set(Array.isArray(required) ? required : []);
  return Object.entries(declared).flatMap(([key, schema]) => {
    const inside = Object.hasOwn(record, key) ? record[key] : undefined;
    if (inside === undefined) return names.has(key) ? found(at(place, key), "missing") : [];
    return isJsonSchema(schema) ? broken(schema, inside, at(place, key)) : [];
  });
}

function brokenExtras(
  node: JsonSchema,
  declared: JsonSchema,
  record: Record<string, unknown>,
  place: Place,
): Finding[] {
  const extra = own(node, "additionalProperties");
  if (extra === undefined || extra === true) return [];
  const names = Object.keys(record).filter((key) => !Object.hasOwn(declared, key));
  return names.flatMap((key) =>
    isJsonSchema(extra)
      ? broken(extra, record[key], at(place, key))
      : found(at(place, key), "extra_forbidden"),
  );
}

function brokenUnion(options: readonly JsonSchema[], value: unknown, place: Place): Finding[] {
  const some = options.filter((option) => own(resolve(option, place.root), "type") !== "null");
  if (value === null && some.length < options.length) return [];
  const [only, ...more] = some;
  if (only !== undefined && more.length === 0) return broken(only, value, place);
  const nodes = some.map((option) => resolve(option, place.root));
  const constants = nodes.flatMap(constantsOf);
  if (nodes.every((node) => constantsOf(node).length > 0)) {
    return constants.includes(value) ? [] : found(place, "literal_error", { expected: listed(constants) });
  }
  const tag = discriminator(nodes);
  if (tag !== undefined && typeof value === "object" && value !== null && !Array.isArray(value))
    return brokenTagged(tag, nodes, value, place);
  const tried = some.map((option) =>
    broken(option, value, { ...place, loc: [...place.loc, branchName(option, place.root)] }),
  );
  return tried.some((faults) => faults.length === 0) ? [] : tried.flat();
}

function brokenTagged(tag: string, nodes: readonly JsonSchema[], value: object, place: Place): Finding[] {
  const sent = Object.hasOwn(value, tag) ? (value as Record<string, unknown>)[tag] : undefined;
  const name = `'${tag}'`;
  if (sent === undefined) return found(place, "union_tag_not_found", { discriminator: name });
  const node = nodes.find((option) => tagsOf(option, tag).includes(sent));
  if (node !== undefined) return broken(node, value, { ...place, loc: [...place.loc, String(sent)] });
  const expected = nodes.flatMap((option) => tagsOf(option, tag)).map((one) => `'${String(one)}'`);
  return found(place, "union_tag_invalid", {
    discriminator: name,
    tag: typeof sent === "string" ? sent : JSON.stringify(sent),
    expected_tags: expected.join(", "),
  });
}
