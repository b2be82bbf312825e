/**
 * Unions in JSON Schema: the constants of a member, the property that tells members apart, and what a member is called.
 */
import { isJsonSchema, own, resolve } from "./json-schema.ts";
import type { JsonSchema } from "./schema.ts";

/** The values of an `enum` or `const`; none for anything else. */
export function constantsOf(node: JsonSchema): unknown[] {
  const list = own(node, "enum");
  if (Array.isArray(list)) return list;
  return Object.hasOwn(node, "const") ? [node.const] : [];
}

/** The constants of one property of a member. */
export function tagsOf(node: JsonSchema, tag: string): unknown[] {
  const properties = own(node, "properties");
  const schema = isJsonSchema(properties) ? own(properties, tag) : undefined;
  return isJsonSchema(schema) ? constantsOf(schema) : [];
}

/** A property that every member has, with other constants in each. */
export function discriminator(nodes: readonly JsonSchema[]): string | undefined {
  const properties = own(nodes[0] ?? {}, "properties");
  if (!isJsonSchema(properties)) return undefined;
  return Object.keys(properties).find((key) => {
    const tags = nodes.map((node) => tagsOf(node, key));
    return tags.every((list) => list.length > 0) && new Set(tags.flat()).size === tags.flat().length;
  });
}

const typeNames: Readonly<Record<string, string>> = {
  string: "str",
  integer: "int",
  number: "float",
  boolean: "bool",
  array: "list",
  object: "dict",
};

/** A member's name in a fault's location: its definition's, its title, else its type's. */
export function branchName(option: JsonSchema, root: JsonSchema): string {
  const reference = own(option, "$ref");
  if (typeof reference === "string") return reference.slice(reference.lastIndexOf("/") + 1);
  const node = resolve(option, root);
  const title = own(node, "title");
  return typeof title === "string" ? title : (typeNames[String(own(node, "type"))] ?? "any");
}
