/**
 * Finds what is wrong with a value without asking Zod a second time: its issues, made for people, cost ten times what
 * finding them does. Plain nodes (objects, lists, texts, numbers, booleans and their wrappers, in Zod's own words) are looked
 * at here; whatever else stands among them is asked through Zod, by itself.
 *
 * A property test holds the findings equal to those of Zod's issues.
 */
import * as z from "zod";
import { type Finding, isOwnRule, type Path } from "./finding.ts";
import { zodFindings } from "./zod-findings.ts";
import { type Kind, kindOf } from "./zod-issue.ts";
import { defOf, type Node } from "./zod-node.ts";

/** Adds what is wrong with a value at a path. */
export type Look = (value: unknown, path: Path, found: PlainFinding[]) => void;

/** A finding that can stand in a list of Standard Schema issues. */
export interface PlainFinding extends Finding {
  readonly message: string;
}

/** How to look at values of a schema; undefined where nothing of it is plain. */
export function plainLook(node: Node): Look | undefined {
  const def = defOf(node);
  if (!isInZodsWords(node)) return undefined;
  switch (def.type) {
    case "object":
      return def.catchall === undefined && !hasChecks(def)
        ? lookAtObject(Object.entries(def.shape))
        : undefined;
    case "array":
      return hasChecks(def) ? undefined : lookAtList(lookAt(def.element));
    case "optional":
    case "default":
      return hasChecks(def) ? undefined : unless(undefined, lookAt(def.innerType));
    case "nullable":
      return hasChecks(def) ? undefined : unless(null, lookAt(def.innerType));
    case "string":
      return scalar(node, "string", isText, textRules(node));
    case "number":
      return scalar(
        node,
        "number",
        isWhole(node) ? Number.isSafeInteger : Number.isFinite,
        numberRules(node),
      );
    case "boolean":
      return scalar(node, "boolean", (value) => typeof value === "boolean", hasChecks(def) ? undefined : []);
    default:
      return undefined;
  }
}

const looks = new WeakMap<Node, Look>();

/** Made when a value first comes to it, once a node: a recursive schema never ends otherwise. */
function lookAt(node: Node): Look {
  return (value, path, found) => {
    let look = looks.get(node);
    if (look === undefined) {
      look = plainLook(node) ?? foreign(node);
      looks.set(node, look);
    }
    look(value, path, found);
  };
}

function lookAtObject(shape: readonly (readonly [string, Node])[]): Look {
  const parts = shape.map(([key, child]) => ({ key, look: lookAt(child) }));
  return (value, path, found) => {
    if (value === undefined) found.push(missing(path));
    else if (typeof value !== "object" || value === null || Array.isArray(value))
      found.push({ type: "model_attributes_type", path, message: "" });
    else {
      for (const { key, look } of parts) {
        // As Zod reads it: a class may have getters.
        const part = (value as Record<string, unknown>)[key];
        const at = [...path, key];
        if (part === undefined || Object.hasOwn(value, key)) look(part, at, found);
        else lookAtInherited(look, part, at, found);
      }
    }
  };
}

/** What a value does not have itself, and what does not fit either, is missing from it. */
function lookAtInherited(look: Look, part: unknown, path: Path, found: PlainFinding[]): void {
  const wrong: PlainFinding[] = [];
  look(part, path, wrong);
  for (const finding of wrong) found.push(isOwnRule(finding) ? finding : missing(finding.path));
}

function lookAtList(look: Look): Look {
  return (value, path, found) => {
    if (value === undefined) found.push(missing(path));
    else if (!Array.isArray(value)) found.push({ type: "list_type", path, message: "" });
    else for (let index = 0; index < value.length; index++) look(value[index], [...path, index], found);
  };
}

function unless(allowed: null | undefined, look: Look): Look {
  return (value, path, found) => {
    if (value !== allowed) look(value, path, found);
  };
}

/** Not plain: what Zod says about it, carried to where it stands. Throws what Zod throws. */
function foreign(node: Node): Look {
  return (value, path, found) => {
    const issues = z.safeParse(node as z.ZodType, value).error?.issues ?? [];
    for (const finding of zodFindings(node, issues, value, path)) found.push({ ...finding, message: "" });
  };
}

/** One rule about a value of the right type: the fault where it does not hold. */
interface Rule {
  readonly holds: (value: never) => boolean;
  readonly kind: Kind;
}

/** @param rules undefined where one of them is not known here */
function scalar(
  node: Node,
  expected: "string" | "number" | "boolean",
  fits: (value: unknown) => boolean,
  rules: readonly Rule[] | undefined,
): Look | undefined {
  if (rules === undefined) return undefined;
  return (value, path, found) => {
    if (value === undefined) found.push(missing(path));
    else if (!fits(value)) {
      const issue = { code: "invalid_type", expected } as z.core.$ZodIssue;
      found.push({ ...kindOf(issue, node, value), path, message: "" });
    } else {
      for (const { holds, kind } of rules)
        if (!holds(value as never)) found.push({ ...kind, path, message: "" });
    }
  };
}

function missing(path: Path): PlainFinding {
  return { type: "missing", path, message: "" };
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}

type CheckDef = z.core.$ZodChecks["_zod"]["def"];

/** What a node checks: its own format first, as Zod does. */
function checksOf(node: Node): CheckDef[] {
  const def = defOf(node) as { readonly check?: string };
  const own = def.check === undefined ? [] : [def as unknown as CheckDef];
  return [...own, ...(node._zod.def.checks ?? []).map((check) => check._zod.def as CheckDef)];
}

function hasChecks(def: { readonly checks?: readonly unknown[] | undefined }): boolean {
  return (def.checks?.length ?? 0) > 0;
}

/** Zod stops at a check that aborts, and a check with a condition is not for every value: not known here. */
function allRules(node: Node, ruleOf: (check: CheckDef) => Rule | undefined): Rule[] | undefined {
  const rules: Rule[] = [];
  for (const check of checksOf(node)) {
    const rule = check.error === undefined && check.abort !== true ? ruleOf(check) : undefined;
    if (rule === undefined) return undefined;
    rules.push(rule);
  }
  return rules;
}

function textRules(node: Node): Rule[] | undefined {
  return allRules(node, (check) => {
    switch (check.check) {
      case "min_length":
        return text((value) => lengthOf(value, check.minimum) >= check.minimum, "too_small", {
          minimum: check.minimum,
        });
      case "max_length":
        return text((value) => lengthOf(value, check.maximum + 1) <= check.maximum, "too_big", {
          maximum: check.maximum,
        });
      case "string_format":
        return formatRule(check);
      default:
        return undefined;
    }
  });
}

/** Characters as Zod and FastAPI count them; counted one by one only where it matters for the bound. */
function lengthOf(value: string, bound: number): number {
  return value.length < bound || value.length >= bound * 2
    ? value.length
    : z.core.util.codePointLength(value);
}

function formatRule(check: z.core.$ZodCheckStringFormatDef): Rule | undefined {
  const { format, pattern } = check;
  if (pattern === undefined || (format !== "regex" && format !== "email" && format !== "uuid"))
    return undefined;
  const isStateful = pattern.global || pattern.sticky;
  return isStateful
    ? undefined
    : text((value) => pattern.test(value), "invalid_format", { format, pattern: String(pattern) });
}

function text(holds: (value: string) => boolean, code: string, issue: object): Rule {
  return { holds, kind: kindOf({ code, origin: "string", ...issue } as z.core.$ZodIssue, undefined, "") };
}

function numberRules(node: Node): Rule[] | undefined {
  return allRules(node, (check) => {
    switch (check.check) {
      case "greater_than":
        return number(
          (value, bound) => (check.inclusive ? value >= bound : value > bound),
          check,
          "too_small",
          "minimum",
        );
      case "number_format":
        // Not a rule but another type: a whole number that can be held exactly.
        return check.format === "safeint" ? whole : undefined;
      case "less_than":
        return number(
          (value, bound) => (check.inclusive ? value <= bound : value < bound),
          check,
          "too_big",
          "maximum",
        );
      default:
        return undefined;
    }
  });
}

const whole: Rule = { holds: () => true, kind: { type: "int_type" } };

function isWhole(node: Node): boolean {
  return checksOf(node).some((check) => check.check === "number_format");
}

function number(
  holds: (value: number, bound: number) => boolean,
  { value: bound, inclusive }: z.core.$ZodCheckLessThanDef | z.core.$ZodCheckGreaterThanDef,
  code: string,
  name: "minimum" | "maximum",
): Rule | undefined {
  if (typeof bound !== "number") return undefined;
  const issue = { code, origin: "number", [name]: bound, inclusive } as unknown as z.core.$ZodIssue;
  return { holds: (value: number) => holds(value, bound), kind: kindOf(issue, undefined, bound) };
}

/** Whether nobody has written words of his own for it. */
function isInZodsWords(node: Node): boolean {
  const def = node._zod.def as { readonly error?: unknown; readonly coerce?: unknown };
  return def.error === undefined && def.coerce !== true;
}
