/**
 * Zod's issues as findings: walks the schema along each issue's path, so that the place reads as FastAPI's does, with the
 * tag of a discriminated union and the name of each branch of a plain one.
 */
import * as z from "zod";
import type { Finding, Path } from "./finding.ts";
import { plainPath, valueAt } from "./finding.ts";
import { kindOf } from "./zod-issue.ts";
import { codecBelow, defOf, isNothing, type Node, preprocessBelow, unwrapped } from "./zod-node.ts";
import { branchName, optionFor, tagOf } from "./zod-union.ts";

/** A place on the way down: the node, the value there, its path and how it is pointed to. */
interface Place {
  readonly node: Node | undefined;
  readonly value: unknown;
  readonly path: Path;
  readonly loc: Path;
  /** Below a codec: the value was not sent, it came out of what was. */
  readonly decoded?: true;
}

/** The findings of a failed parse, in Zod's order. `at` is where the value stands, if it is part of another. */
export function zodFindings(
  schema: Node,
  issues: readonly z.core.$ZodIssue[],
  input: unknown,
  at: Path = [],
): Finding[] {
  const found: Finding[] = [];
  for (const issue of issues) collect(issue, { node: schema, value: input, path: at, loc: at }, found);
  return found;
}

function collect(issue: z.core.$ZodIssue, from: Place, found: Finding[]): void {
  const keys = plainPath(issue.path);
  // Zod points at the tag; FastAPI at what lacks it.
  const tag = issue.code === "invalid_union" && issue.discriminator !== undefined ? keys.pop() : undefined;
  let outer = from;
  for (const key of keys) {
    const here = enter(decodedFor(outer, key));
    if (isOpenUnion(here.node) && everyBranch(here, found)) return;
    outer = step(here, key);
  }
  if (tag !== undefined && issue.code === "invalid_union") {
    unknownTag(issue, String(tag), outer, found);
    return;
  }
  const place = enter(outer);
  if (place.value === undefined && issue.code !== "custom" && place.path.length > 0) {
    found.push({ type: "missing", path: place.path, loc: place.loc });
  } else if (!collectNested(issue, outer, place, found)) {
    found.push({
      ...kindOf(issue, place.node, place.value),
      ...wordsOf(issue, place.value),
      path: place.path,
      loc: place.loc,
      ...(place.decoded === true ? { value: { is: place.value } } : {}),
    });
  }
}

/** Into a codec, where the key is not in what was sent but in what that stands for (a list in JSON text). */
function decodedFor(place: Place, key: string | number): Place {
  const codec = place.node === undefined ? undefined : codecBelow(place.node);
  if (codec === undefined || valueAt(place.value, [key]) !== undefined) return place;
  const { transform, out } = codec._zod.def;
  try {
    const value = transform(place.value, { value: place.value, issues: [] });
    return value instanceof Promise ? place : { ...place, node: out, value, decoded: true };
  } catch {
    return place;
  }
}

/** Issues that hold others, or stand for several faults. False for the plain ones. */
function collectNested(issue: z.core.$ZodIssue, outer: Place, place: Place, found: Finding[]): boolean {
  const { path, loc } = place;
  switch (issue.code) {
    case "unrecognized_keys":
      found.push(
        ...issue.keys.map((key) => ({ type: "extra_forbidden", path: [...path, key], loc: [...loc, key] })),
      );
      return true;
    case "invalid_union":
      if (isOpenUnion(place.node) && everyBranch(place, found, issue.errors)) return true;
      // A union with null: the faults of its only other member.
      for (const nested of issue.errors[only(outer.node)] ?? issue.errors.flat())
        collect(nested, place, found);
      return true;
    case "invalid_key":
      wrongKey(issue, place, found);
      return true;
    case "invalid_element":
      for (const nested of issue.issues)
        collect(nested, { ...place, node: undefined, value: undefined }, found);
      return true;
    default:
      // Zod reports the one member that breaks only its bounds; FastAPI every member.
      return (isOpenUnion(place.node) && everyBranch(place, found)) || tooFewPositions(issue, place, found);
  }
}

/** What a tuple has too few of is missing. */
function tooFewPositions(
  issue: z.core.$ZodIssue,
  { node, value, path, loc }: Place,
  found: Finding[],
): boolean {
  if (
    issue.code !== "too_small" ||
    node === undefined ||
    defOf(node).type !== "tuple" ||
    !Array.isArray(value)
  )
    return false;
  for (let index = value.length; index < Number(issue.minimum); index++) {
    found.push({ type: "missing", path: [...path, index], loc: [...loc, index] });
  }
  return true;
}

/** Below wrappers, and into the member of a discriminated union that the value's tag names. */
function enter(outer: Place): Place {
  const place = preprocessed(outer);
  let { node, loc } = place;
  for (node = node === undefined ? undefined : unwrapped(node); node !== undefined; ) {
    const option = optionFor(node, place.value);
    if (option === undefined) break;
    loc = [...loc, String(tagOf(node, place.value))];
    node = unwrapped(option);
  }
  return { ...place, node, loc };
}

/** Behind a preprocessing step, which may have added the tag that a union looks for. */
function preprocessed(place: Place): Place {
  const pipe = place.node === undefined ? undefined : preprocessBelow(place.node);
  if (pipe === undefined) return place;
  const { transform } = defOf(pipe.in) as z.core.$ZodTransformDef;
  try {
    const value = transform(place.value, { value: place.value, issues: [] });
    return value instanceof Promise ? place : { ...place, node: pipe.out, value, decoded: true };
  } catch {
    return place;
  }
}

function step(place: Place, key: string | number): Place {
  const value = valueAt(place.value, [key]);
  const node = place.node === undefined ? undefined : childAt(place.node, key);
  return { ...place, node, value, path: [...place.path, key], loc: [...place.loc, key] };
}

function childAt(node: Node, key: string | number): Node | undefined {
  const def = defOf(unwrapped(node));
  switch (def.type) {
    case "object":
      return Object.hasOwn(def.shape, key) ? def.shape[key] : def.catchall;
    case "array":
      return def.element;
    case "tuple":
      return def.items[Number(key)] ?? def.rest ?? undefined;
    case "record":
      return def.valueType;
    case "intersection":
      return childAt(def.left, key) ?? childAt(def.right, key);
    default:
      return undefined;
  }
}

/** A union without discriminator that has more than one member besides null. */
function isOpenUnion(node: Node | undefined): boolean {
  if (node === undefined) return false;
  const def = defOf(node);
  return def.type === "union" && !("discriminator" in def);
}

function only(node: Node | undefined): number {
  if (node === undefined) return -1;
  const def = defOf(node);
  return def.type === "union" ? def.options.findIndex((option) => !isNothing(option)) : -1;
}

/** Nothing fits: what each member misses, under its name. False when a member does fit, so that the fault is another's. */
function everyBranch(
  place: Place,
  found: Finding[],
  errors?: readonly (readonly z.core.$ZodIssue[])[],
): boolean {
  const def = place.node === undefined ? undefined : defOf(place.node);
  if (def?.type !== "union") return false;
  const branches = def.options.map((option, index) => ({
    option,
    issues: errors?.[index] ?? issuesOf(option, place.value),
  }));
  if (branches.some(({ issues }) => issues.length === 0)) return false;
  for (const { option, issues } of branches) {
    if (isNothing(option)) continue;
    const branch = { ...place, node: option, loc: [...place.loc, branchName(option)] };
    for (const issue of issues) collect(issue, branch, found);
  }
  return true;
}

function issuesOf(option: Node, value: unknown): readonly z.core.$ZodIssue[] {
  try {
    return z.safeParse(option as z.ZodType, value).error?.issues ?? [];
  } catch {
    // An asynchronous refinement cannot be asked again here.
    return [];
  }
}

function unknownTag(issue: z.core.$ZodIssueInvalidUnion, tag: string, place: Place, found: Finding[]): void {
  const { path, loc } = place;
  const discriminator = `'${tag}'`;
  const sent = valueAt(place.value, [tag]);
  if (sent === undefined) {
    found.push({ type: "union_tag_not_found", path, loc, ctx: { discriminator } });
    return;
  }
  const options = "options" in issue ? (issue.options ?? []) : [];
  const expected = options.map((option) => `'${String(option)}'`).join(", ");
  found.push({
    type: "union_tag_invalid",
    path,
    loc,
    ctx: {
      discriminator,
      tag: typeof sent === "string" ? sent : JSON.stringify(sent),
      expected_tags: expected,
    },
  });
}

function wrongKey(issue: z.core.$ZodIssueInvalidKey, place: Place, found: Finding[]): void {
  const key = place.path.at(-1);
  for (const nested of issue.issues) {
    const loc = [...place.loc, "[key]"];
    found.push({
      ...kindOf(nested, undefined, key),
      ...wordsOf(nested, key),
      path: place.path,
      loc,
      value: { is: key },
    });
  }
  // Zod stops at the key; FastAPI looks at its value as well.
  if (place.node === undefined) return;
  for (const nested of issuesOf(place.node, place.value)) collect(nested, place, found);
}

/** The author's own message, if there is one: what Zod would not have said by itself. */
function wordsOf(issue: z.core.$ZodIssue, value: unknown): { msg?: string } {
  if (issue.code === "custom") return { msg: issue.message };
  const own = z.config().localeError?.({ ...issue, input: value } as z.core.$ZodRawIssue);
  const words = typeof own === "string" ? own : own?.message;
  return words === undefined || words === issue.message ? {} : { msg: issue.message };
}
