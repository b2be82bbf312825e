/**
 * How one field of a text source is read: which of its repeated values count, when an empty one counts as absent, and what
 * its text stands for. Decided once from the field's JSON Schema; `repeatable: false` in it makes a repeated scalar a fault.
 */
import { asText, type Coerce, coercer } from "./coerce.ts";
import { isJsonSchema, members, own, schemasIn } from "./json-schema.ts";
import { parseJsonText } from "./json-text.ts";
import type { JsonSchema } from "./schema.ts";
import type { SourceKind } from "./source-contract.ts";

/** From what was sent (text, file, or a list of them) to what the schema is given; `undefined` is absent. */
export type ReadField = (raw: unknown) => unknown;

/** Builds the reader of a field. */
export function fieldReader(
  kind: SourceKind,
  json: JsonSchema,
  root: JsonSchema,
  required: boolean,
): ReadField {
  const alternatives = members(json, root);
  const lists = alternatives.filter((member) => own(member, "type") === "array");
  const scalars = alternatives.filter(
    (member) => own(member, "type") !== "array" && own(member, "type") !== "null",
  );
  const [list] = lists;
  if (list === undefined) return scalarReader(kind, json, root, required, scalars);
  const readList = listReader(kind, list, root);
  if (scalars.length === 0) return readList;
  const readScalar = scalarReader(kind, json, root, required, scalars);
  return (raw) => (Array.isArray(raw) && raw.length > 1 ? readList(raw) : readScalar(raw));
}

function scalarReader(
  kind: SourceKind,
  json: JsonSchema,
  root: JsonSchema,
  required: boolean,
  scalars: readonly JsonSchema[],
): ReadField {
  const coerce = textReader(kind, json, root);
  // Repeated: the first header counts, elsewhere the last.
  const index = kind === "headers" ? 0 : -1;
  // In a form an empty value is what an untouched field sends; elsewhere it says nothing only where text would mean nothing.
  const emptyIsAbsent = kind === "form" || (!required && !scalars.some(isTextual));
  const onlyOnce =
    scalars.some((member) => own(member, "repeatable") === false) || own(json, "repeatable") === false;
  return (raw) => {
    // Where a repeated one is a fault, the schema is given the list, and says that it is none.
    if (onlyOnce && Array.isArray(raw)) return raw;
    const one: unknown = Array.isArray(raw) ? raw.at(index) : raw;
    if (typeof one !== "string") return one;
    if (one === "" && emptyIsAbsent) return undefined;
    return coerce(one);
  };
}

function listReader(kind: SourceKind, list: JsonSchema, root: JsonSchema): ReadField {
  const items = own(list, "items");
  const rest = isJsonSchema(items) ? textReader(kind, items, root) : asText;
  const positions = schemasIn(list, "prefixItems").map((item) => textReader(kind, item, root));
  return (raw) => {
    if (raw === undefined) return undefined;
    const sent: readonly unknown[] = Array.isArray(raw) ? raw : [raw];
    const values = kind === "headers" ? sent.flatMap(listElements) : sent;
    return values.map((value, index) =>
      typeof value === "string" ? (positions[index] ?? rest)(value) : value,
    );
  };
}

/**
 * A header in several lines and one with commas say the same (RFC 9110, 5.3), and doors and proxies join the lines; a comma
 * inside quotes separates nothing, and empty elements are none (5.6.1).
 */
function listElements(line: unknown): unknown[] {
  if (typeof line !== "string") return [line];
  const elements: string[] = [];
  let start = 0;
  let quoted = false;
  for (let at = 0; at <= line.length; at++) {
    const character = line[at];
    if (character === '"') quoted = !quoted;
    else if (character === "\\" && quoted) at += 1;
    else if (character === undefined || (character === "," && !quoted)) {
      elements.push(line.slice(start, at).trim());
      start = at + 1;
    }
  }
  if (quoted) elements.push(line.slice(start).trim());
  return elements.filter((element) => element !== "");
}

/** An object in a form is a JSON part; in every other source it is text, for a codec to read. */
function textReader(kind: SourceKind, json: JsonSchema, root: JsonSchema): Coerce {
  const isObject = kind === "form" && members(json, root).some((member) => own(member, "type") === "object");
  return isObject ? fromJson : coercer(json, root);
}

function fromJson(text: string): unknown {
  try {
    return parseJsonText(text);
  } catch {
    return text;
  }
}

function isTextual(json: JsonSchema): boolean {
  const constants = own(json, "enum");
  if (Array.isArray(constants)) return constants.some((constant) => typeof constant === "string");
  if (Object.hasOwn(json, "const")) return typeof json.const === "string";
  const type = own(json, "type");
  return type === "string" || type === "object" || type === undefined;
}
