/**
 * Turns a Zod schema round: a schema whose *forward* run does what `z.encode` does with the original.
 *
 * A codec becomes a pipe of its decoded side, its `encode` and its wire side. The result can be compiled, gives defaults to
 * what is left out, and its output JSON Schema is the wire side of the response. What cannot be turned (a transform, a
 * preprocess) is refused. A schema without codecs is its own answer.
 */
import * as z from "zod";
import { ContractError } from "./contract-error.ts";
import { defOf, isCodec, type Node, nodesOf } from "./zod-node.ts";

/** The turned schema, and which node of the original each of its nodes stands for (names and descriptions live there). */
export interface Turned {
  readonly schema: Node;
  readonly origin: ReadonlyMap<Node, Node>;
}

/** The schema of a response's way out. Throws ContractError for what only runs forward. */
export function wireward(schema: Node, where: string): Turned {
  const origin = new Map<Node, Node>();
  refuseTransforms(schema, where);
  for (const [node] of nodesOf(schema)) {
    if (isCodec(node)) return { schema: turner(origin)(schema), origin };
  }
  return { schema, origin };
}

function refuseTransforms(schema: Node, where: string): void {
  // What stands inside a codec's own conversion is not seen here: its `in` and `out` are schemas like any other.
  for (const [node, path] of nodesOf(schema)) {
    if (defOf(node).type !== "transform") continue;
    const place = path === "" ? "" : ` at "${path}"`;
    throw new ContractError(
      `${where}: the response has a transform${place}, which only runs forward. Write z.codec(wire, decoded, { decode, encode }) instead of .transform() or z.preprocess(), or transform in the handler.`,
    );
  }
}

const turning = Symbol("turning");

function turner(origin: Map<Node, Node>): (node: Node) => Node {
  const done = new Map<Node, Node | typeof turning>();
  const turn = (node: Node): Node => {
    const known = done.get(node);
    // A recursive schema meets itself: look the result up when it is needed.
    if (known === turning) return z.lazy(() => done.get(node) as z.ZodType);
    if (known !== undefined) return known;
    done.set(node, turning);
    const turned = turnNode(node, turn);
    done.set(node, turned);
    if (turned !== node) origin.set(turned, node);
    return turned;
  };
  return turn;
}

function turnNode(node: Node, turn: (node: Node) => Node): Node {
  if (isCodec(node)) return turnCodec(node, turn);
  const def = defOf(node);
  switch (def.type) {
    case "object":
      return turnParts(node, { shape: def.shape, catchall: def.catchall }, turn);
    case "array":
      return turnParts(node, { element: def.element }, turn);
    case "tuple":
      return turnParts(node, { items: def.items, rest: def.rest }, turn);
    case "record":
    case "map":
      return turnParts(node, { keyType: def.keyType, valueType: def.valueType }, turn);
    case "union":
      return plainUnion(turnParts(node, { options: def.options }, turn));
    case "intersection":
      return turnParts(node, { left: def.left, right: def.right }, turn);
    case "optional":
    case "nullable":
    case "readonly":
    case "nonoptional":
      return turnParts(node, { innerType: def.innerType }, turn);
    case "default":
    case "prefault":
      return turnDefault(node, def, turn(def.innerType));
    case "catch":
      // A response that breaks its contract is an error, not something to paper over.
      return turn(def.innerType);
    case "pipe":
      return z.pipe(turn(def.out) as z.ZodType, turn(def.in) as z.ZodType);
    case "lazy":
      return z.lazy(() => turn(def.getter()) as z.ZodType);
    default:
      return node;
  }
}

/** Parts of a node's definition: a schema, a list or a record of them, or nothing. */
type Parts = Readonly<
  Record<string, Node | readonly Node[] | Readonly<Record<string, Node>> | null | undefined>
>;

/** The node with its parts turned; the node itself where nothing changed. */
function turnParts(node: Node, parts: Parts, turn: (node: Node) => Node): Node {
  let changed = false;
  const turnOne = (part: Node): Node => {
    const turned = turn(part);
    changed ||= turned !== part;
    return turned;
  };
  const turnPart = (part: Parts[string]): unknown => {
    if (part === null || part === undefined) return part;
    if (Array.isArray(part)) return part.map(turnOne);
    if ("_zod" in part) return turnOne(part as Node);
    return Object.fromEntries(
      Object.entries(part as Readonly<Record<string, Node>>).map(([key, child]) => [key, turnOne(child)]),
    );
  };
  const turned = Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, turnPart(part)]));
  return changed ? rebuilt(node, { ...node._zod.def, ...turned }) : node;
}

/** A member that became a pipe has no tag to look at: then each member is tried. */
function plainUnion(node: Node): Node {
  const def = defOf(node);
  if (def.type !== "union" || !("discriminator" in def)) return node;
  return def.options.some((option) => defOf(option).type === "pipe")
    ? z.union(def.options as readonly z.ZodType[])
    : node;
}

/** A default is a decoded value and has to be encoded too; a prefault is a wire value, sent as it is. */
function turnDefault(node: Node, def: z.core.$ZodDefaultDef | z.core.$ZodPrefaultDef, inner: Node): Node {
  if (inner === def.innerType) return node;
  const value = (): unknown => def.defaultValue;
  return def.type === "default"
    ? z.prefault(inner as z.ZodType, value)
    : z._default(inner as z.ZodType, value);
}

function turnCodec(node: z.core.$ZodCodec, turn: (node: Node) => Node): Node {
  const { in: wire, out: decoded, reverseTransform, checks } = node._zod.def;
  const encode = z.transform((value: unknown, context) => reverseTransform(value as never, context as never));
  const checked = withChecks(turn(decoded), checks ?? []);
  return z.pipe(checked as z.ZodType, z.pipe(encode, turn(wire) as z.ZodType));
}

/** Rules about a container of codecs are written for decoded values: they go in front of the encoding. */
function rebuilt(node: Node, def: object): Node {
  const checks = node._zod.def.checks ?? [];
  const early = checks.filter(isOwnRule);
  const kept = checks.filter((check) => !isOwnRule(check));
  const inner = z.core.clone(node, { ...def, checks: kept } as never);
  if (early.length === 0) return inner;
  // A rule may rely on the shape: it is asked only about what fits.
  const fits = (value: unknown): boolean => {
    try {
      return z.safeParse(inner as z.ZodType, value).success;
    } catch {
      // Asynchronous: the rule is asked without that certainty.
      return true;
    }
  };
  const guarded = early.map((check) => onlyWhen(check, fits));
  return z.pipe(withChecks(z.unknown(), guarded) as z.ZodType, inner as z.ZodType);
}

function onlyWhen(
  check: z.core.$ZodCheck<never>,
  fits: (value: unknown) => boolean,
): z.core.$ZodCheck<never> {
  const { def } = check._zod;
  const when = (payload: z.core.ParsePayload): boolean =>
    (def.when?.(payload) ?? true) && fits(payload.value);
  return { ...check, _zod: { ...check._zod, def: { ...def, when } } };
}

function isOwnRule(check: z.core.$ZodCheck<never>): boolean {
  return check._zod.def.check === "custom" || check._zod.def.check === "overwrite";
}

function withChecks(node: Node, checks: readonly z.core.$ZodCheck<never>[]): Node {
  if (checks.length === 0) return node;
  return z.pipe(
    node as z.ZodType,
    z.unknown().check(...(checks as readonly z.core.$ZodCheck<unknown>[])) as z.ZodType,
  );
}
