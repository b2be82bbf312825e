/**
 * Which member of a Zod union a value belongs to, and what a member is called in a fault's location.
 */
import * as z from "zod";
import { defOf, type Node, unwrapped } from "./zod-node.ts";

/** The value of a discriminated union's tag, if the node is one and the value has it. */
export function tagOf(node: Node, value: unknown): unknown {
  const def = defOf(node);
  if (def.type !== "union" || !("discriminator" in def)) return undefined;
  const tag = def.discriminator as string;
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, tag)) return undefined;
  return (value as Record<string, unknown>)[tag];
}

/** The member of a discriminated union that the value's tag names. */
export function optionFor(node: Node, value: unknown): Node | undefined {
  const tag = tagOf(node, value);
  if (tag === undefined) return undefined;
  const def = defOf(node);
  if (def.type !== "union" || !("discriminator" in def)) return undefined;
  return def.options.find((option) =>
    option._zod.propValues?.[def.discriminator as string]?.has(tag as z.core.util.Primitive),
  );
}

/** FastAPI's name of a branch: a model's name, else the type's. */
export function branchName(option: Node): string {
  const node = unwrapped(option);
  for (const named of [option, node]) {
    const meta = z.globalRegistry.get(named);
    const name = meta?.id ?? meta?.title;
    if (typeof name === "string") return name;
  }
  const def = defOf(node);
  switch (def.type) {
    case "string":
      return "str";
    case "number":
      return "isInt" in node && node.isInt === true ? "int" : "float";
    case "boolean":
      return "bool";
    case "array":
      return `list[${branchName(def.element)}]`;
    case "record":
      return `dict[${branchName(def.keyType)},${branchName(def.valueType)}]`;
    case "literal":
      return `literal[${def.values.map((value) => (typeof value === "string" ? `'${value}'` : String(value))).join(",")}]`;
    default:
      return def.type;
  }
}
