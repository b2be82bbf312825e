/**
 * The JSON Schema of a Zod schema, without what Zod writes for its own sake.
 */
import * as z from "zod";
import { ContractError } from "./contract-error.ts";
import { nameRoot } from "./json-schema.ts";
import type { JsonSchema } from "./schema.ts";
import { defOf, type Node } from "./zod-node.ts";

/** The JSON Schema of one side; `origin` tells where a rebuilt node's name and description are. */
export function zodJson(
  schema: Node,
  io: "input" | "output",
  where: string,
  origin: ReadonlyMap<Node, Node> = new Map(),
): JsonSchema {
  const answered = new WeakSet<Node>();
  const json = z.toJSONSchema(schema, {
    target: "draft-2020-12",
    io,
    metadata: {
      get: (node: Node) => z.globalRegistry.get(origin.get(node) ?? node),
    } as typeof z.globalRegistry,
    unrepresentable: ({ zodSchema, path }) => {
      // Metadata that says a type is the author's own answer; Zod asks again for the schema it was given to.
      if (answered.has(zodSchema) || saysType(z.globalRegistry.get(zodSchema))) {
        if (zodSchema._zod.parent !== undefined) answered.add(zodSchema._zod.parent);
        return "any";
      }
      throw new ContractError(unrepresentable(zodSchema, path, io, where));
    },
    override: ({ zodSchema, jsonSchema }) => {
      const { def } = zodSchema._zod;
      // Unknown keys are dropped, not refused: only a strict object says `false`.
      if (def.type === "object" && def.catchall === undefined) delete jsonSchema.additionalProperties;
      // Zod means `Object.freeze`; to the reader of a document `readOnly` is something else.
      if (def.type === "readonly" && z.globalRegistry.get(zodSchema)?.readOnly !== true)
        delete jsonSchema.readOnly;
    },
  });
  const { $schema: _dialect, ...plain } = json as JsonSchema;
  return nameRoot(plain);
}

function saysType(meta: object | undefined): boolean {
  return (
    meta !== undefined &&
    ["type", "$ref", "anyOf", "oneOf", "allOf", "enum", "const"].some((keyword) => keyword in meta)
  );
}

const instead: Readonly<Record<string, string>> = {
  date: "write z.codec(z.iso.datetime(), z.date(), { decode: (text) => new Date(text), encode: (date) => date.toISOString() }), or tenon's isoDateTime",
  bigint:
    "write z.codec(z.string(), z.bigint(), { decode: (text) => BigInt(text), encode: (number) => number.toString() })",
  set: "write z.codec(z.array(item), z.set(item), { decode: (list) => new Set(list), encode: (set) => [...set] })",
  map: "write z.codec(z.record(z.string(), value), z.map(z.string(), value), { decode: (record) => new Map(Object.entries(record)), encode: (map) => Object.fromEntries(map) })",
  transform:
    "write z.codec(wire, decoded, { decode, encode }), or .pipe() the transform into a schema that says what comes out",
};

function unrepresentable(node: Node, path: readonly (string | number)[], io: string, where: string): string {
  const { type } = defOf(node);
  const keys = path.filter((part) => part !== "properties").join(".");
  const place = keys === "" ? "" : ` at "${keys}"`;
  const remedy =
    instead[type] ?? "use a codec whose wire side is JSON, or say what it is with .meta({ type: ... })";
  return `${where}: the ${io === "input" ? "input" : "response"} has a ${type}${place}, which has no form in JSON; ${remedy}.`;
}
