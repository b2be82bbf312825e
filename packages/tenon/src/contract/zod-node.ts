/**
 * Reading a Zod schema as a tree: its nodes' definitions are Zod's public extension interface (`zod/v4/core`).
 */
import type { core } from "zod";

/** Any node of a Zod schema. */
export type Node = core.$ZodType;

/** A node as the discriminated union of all kinds, so that `switch (def.type)` narrows. */
export function defOf(node: Node): core.$ZodTypes["_zod"]["def"] {
  return (node as core.$ZodTypes)._zod.def;
}

/** Whether a pipe runs both ways. */
export function isCodec(node: Node): node is core.$ZodCodec {
  return node._zod.traits.has("$ZodCodec");
}

/** A node below its wrappers, on the wire side: what the wire value is compared with. */
export function unwrapped(node: Node): Node {
  const inner = innerOf(node);
  if (inner !== undefined) return unwrapped(inner);
  const def = defOf(node);
  if (def.type !== "pipe") return node;
  return unwrapped(defOf(def.in).type === "transform" ? def.out : def.in);
}

/** The codec that a node is, below its wrappers. */
export function codecBelow(node: Node): core.$ZodCodec | undefined {
  const inner = innerOf(node);
  if (inner !== undefined) return codecBelow(inner);
  return isCodec(node) ? node : undefined;
}

/** The preprocessing step that a node is, below its wrappers. */
export function preprocessBelow(node: Node): core.$ZodPipeDef | undefined {
  const inner = innerOf(node);
  if (inner !== undefined) return preprocessBelow(inner);
  const def = defOf(node);
  return def.type === "pipe" && defOf(def.in).type === "transform" ? def : undefined;
}

/** What a wrapper wraps; undefined for everything else. */
function innerOf(node: Node): Node | undefined {
  const def = defOf(node);
  switch (def.type) {
    case "optional":
    case "nullable":
    case "default":
    case "prefault":
    case "catch":
    case "readonly":
    case "nonoptional":
    case "success":
    case "promise":
      return def.innerType;
    case "lazy":
      return def.getter();
    case "union": {
      if ("discriminator" in def) return undefined;
      // A union with null is the other member: `T | null` is reported as T.
      const [only, ...more] = def.options.filter((option) => !isNothing(option));
      return more.length === 0 ? only : undefined;
    }
    default:
      return undefined;
  }
}

/** Whether a node stands for the absence of a value. */
export function isNothing(node: Node): boolean {
  const { type } = defOf(node);
  return type === "null" || type === "undefined" || type === "void";
}

/** The schemas directly below a node, each with the path segment that leads there. */
export function childrenOf(node: Node): (readonly [segment: string, child: Node])[] {
  const def = defOf(node);
  switch (def.type) {
    case "object":
      return [
        ...Object.entries(def.shape).map(([key, child]) => [key, child] as const),
        ...(def.catchall === undefined ? [] : [["*", def.catchall] as const]),
      ];
    case "array":
      return [["[]", def.element]];
    case "tuple":
      return [
        ...def.items.map((item, index) => [String(index), item] as const),
        ...(def.rest ? [["[]", def.rest] as const] : []),
      ];
    case "record":
    case "map":
      return [
        ["[key]", def.keyType],
        ["*", def.valueType],
      ];
    case "set":
      return [["[]", def.valueType]];
    case "union":
      return def.options.map((option) => ["", option] as const);
    case "intersection":
      return [
        ["", def.left],
        ["", def.right],
      ];
    case "pipe":
      return [
        ["", def.in],
        ["", def.out],
      ];
    case "lazy":
      return [["", def.getter()]];
    case "optional":
    case "nullable":
    case "default":
    case "prefault":
    case "catch":
    case "readonly":
    case "nonoptional":
    case "success":
    case "promise":
      return [["", def.innerType]];
    default:
      return [];
  }
}

/** Every node reachable from a schema, once, with the path to it. */
export function* nodesOf(
  node: Node,
  path = "",
  seen: Set<Node> = new Set(),
): Generator<readonly [node: Node, path: string]> {
  if (seen.has(node)) return;
  seen.add(node);
  yield [node, path];
  for (const [segment, child] of childrenOf(node)) {
    const below = segment === "" ? path : path === "" ? segment : `${path}.${segment}`;
    yield* nodesOf(child, below, seen);
  }
}
