/** What a JSON Schema says of the properties of an object, however it puts it. */
import { ContractError } from "./contract-error.ts";
import { isJsonSchema, members, own, schemasIn } from "./json-schema.ts";
import type { JsonSchema } from "./schema.ts";

/** The object of a source. */
export interface ObjectPart {
  readonly properties: ReadonlyMap<string, JsonSchema>;
  readonly required: ReadonlySet<unknown>;
  /** `additionalProperties`. */
  readonly extra: unknown;
}

/** Of a union (an optional or nullable object, or variants) all members together; throws when there is no object. */
export function objectPart(root: JsonSchema, where: string): ObjectPart {
  const objects = members(root, root)
    .flatMap((member) => [member, ...schemasIn(member, "allOf").flatMap((part) => members(part, root))])
    .filter((member) => own(member, "type") === "object");
  if (objects.length === 0)
    throw new ContractError(`${where}: needs a record of schemas or an object schema.`);
  const properties = new Map<string, JsonSchema>();
  for (const [key, json] of objects.flatMap(propertiesOf))
    if (!properties.has(key)) properties.set(key, json);
  // Of variants, only what each requires is required.
  const [first = [], ...others] = objects.map(requiredOf);
  const required = new Set(first.filter((key) => others.every((names) => names.includes(key))));
  const extras = objects.map((member) => own(member, "additionalProperties"));
  return {
    properties,
    required,
    extra: extras.includes(false) ? false : extras.find((extra) => extra !== undefined),
  };
}

function propertiesOf(json: JsonSchema): (readonly [string, JsonSchema])[] {
  const declared = own(json, "properties");
  const entries = Object.entries(isJsonSchema(declared) ? declared : {});
  return entries.map(([key, schema]) => [key, isJsonSchema(schema) ? schema : {}] as const);
}

function requiredOf(json: JsonSchema): unknown[] {
  const list = own(json, "required");
  return Array.isArray(list) ? list : [];
}
