/** A JSON Schema (draft 2020-12) as the text of a TypeScript type. */
import type { JsonSchema } from "../contract/schema.ts";

type Name = (reference: string) => string;

/**
 * Writes a type. What a type cannot say (lengths, patterns, ranges) is left out; what is not understood is `unknown`.
 * @param name the name of a type that a `$ref` means
 */
export function typeText(schema: unknown, name: Name): string {
  if (schema === false) return "never";
  if (typeof schema !== "object" || schema === null) return "unknown";
  const { $ref, allOf, anyOf, oneOf, enum: values } = schema as JsonSchema;
  const parts: string[] = [];
  if (typeof $ref === "string") parts.push(name($ref));
  if (Array.isArray(allOf)) parts.push(...allOf.map((one) => grouped(typeText(one, name))));
  const choices = anyOf ?? oneOf;
  if (Array.isArray(choices)) parts.push(grouped(union(choices.map((one) => typeText(one, name)))));
  if ("const" in schema) parts.push(JSON.stringify(schema.const));
  else if (Array.isArray(values)) parts.push(grouped(union(values.map((one) => JSON.stringify(one)))));
  else parts.push(...ownType(schema as JsonSchema, name));
  return parts.length === 0 ? "unknown" : parts.join(" & ");
}

/** What its `type` says, or what is said about members where there is none. */
function ownType(schema: JsonSchema, name: Name): string[] {
  const { type } = schema;
  if (Array.isArray(type))
    return [grouped(union(type.map((one) => plainType({ ...schema, type: one }, name))))];
  if (typeof type === "string") return [plainType(schema, name)];
  return "properties" in schema || "additionalProperties" in schema ? [objectText(schema, name)] : [];
}

function plainType(schema: JsonSchema, name: Name): string {
  switch (schema.type) {
    case "string":
      return schema.format === "binary" ? "Blob" : "string";
    case "integer":
    case "number":
      return "number";
    case "boolean":
      return "boolean";
    case "null":
      return "null";
    case "array":
      return arrayText(schema, name);
    case "object":
      return objectText(schema, name);
    default:
      return "unknown";
  }
}

function arrayText({ items, prefixItems }: JsonSchema, name: Name): string {
  const rest = items === false ? [] : [`...${grouped(typeText(items, name))}[]`];
  if (!Array.isArray(prefixItems)) return `readonly ${grouped(typeText(items, name))}[]`;
  return `readonly [${[...prefixItems.map((one) => typeText(one, name)), ...rest].join(", ")}]`;
}

function objectText(
  { properties = {}, required = [], additionalProperties }: JsonSchema,
  name: Name,
): string {
  const isRequired = (key: string): boolean => Array.isArray(required) && required.includes(key);
  const members = Object.entries(properties as Record<string, unknown>).map(([key, one]) => ({
    key,
    optional: !isRequired(key),
    type: typeText(one, name),
    comment: commentOf(one),
  }));
  const hasMore = typeof additionalProperties === "object" && additionalProperties !== null;
  const more = hasMore || (members.length === 0 && additionalProperties !== false);
  if (!more) return membersText(members);
  const others = `{ readonly [key: string]: ${hasMore ? typeText(additionalProperties, name) : "unknown"} }`;
  return members.length === 0 ? others : `${membersText(members)} & ${others}`;
}

/** A member of an object type. */
export interface Member {
  readonly key: string;
  readonly optional: boolean;
  readonly type: string;
  readonly comment?: string | undefined;
}

/** An object type of members. */
export function membersText(members: readonly Member[]): string {
  if (members.length === 0) return "Record<never, never>";
  const texts = members.map(
    ({ key, optional, type, comment }) =>
      `${docText(comment)}readonly ${keyText(key)}${optional ? "?" : ""}: ${type};`,
  );
  return `{ ${texts.join(" ")} }`;
}

/** A key as it stands in an object. */
export function keyText(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key);
}

/** A comment for editors; nothing where there is nothing to say. */
export function docText(comment: string | undefined): string {
  return comment === undefined || comment === "" ? "" : `/** ${comment.replaceAll("*/", "*\\/").trim()} */ `;
}

/** Several types, each once. */
export function union(types: readonly string[]): string {
  return types.length === 0 ? "never" : [...new Set(types)].join(" | ");
}

function grouped(type: string): string {
  return /^[\w$.]+$|^"[^"]*"$|^\{[^{}]*\}$/.test(type) ? type : `(${type})`;
}

function commentOf(schema: unknown): string | undefined {
  const { description, deprecated } = (typeof schema === "object" ? schema : {}) as JsonSchema;
  const text = typeof description === "string" ? description : "";
  return deprecated === true ? `${text} @deprecated`.trim() : text;
}
