/**
 * One issue of Zod as FastAPI's `type` and `ctx`. The issue says what was expected; the schema node and the value decide
 * between neighbours such as `int_type`, `int_parsing` and `int_from_float`.
 */
import type { core } from "zod";
import { listed } from "./finding.ts";
import { formatFault } from "./format-fault.ts";
import { booleanFault, numberFault } from "./scalar-fault.ts";
import { defOf, type Node } from "./zod-node.ts";

/** The fault of an issue: its type, and the numbers of the rule. */
export interface Kind {
  readonly type: string;
  readonly ctx?: Readonly<Record<string, unknown>>;
  readonly ownRule?: true;
}

/** For all codes but the ones that hold other issues or several keys. `node` is the schema at the issue's place. */
export function kindOf(issue: core.$ZodIssue, node: Node | undefined, value: unknown): Kind {
  switch (issue.code) {
    case "invalid_type":
      return wrongType(issue.expected, node, value);
    case "invalid_value": {
      const type = node !== undefined && defOf(node).type === "enum" ? "enum" : "literal_error";
      return { type, ctx: { expected: listed(issue.values) } };
    }
    case "too_small":
      return tooSmall(issue, node, value);
    case "too_big":
      return tooBig(issue, node, value);
    case "not_multiple_of":
      return { type: "multiple_of", ctx: { multiple_of: issue.divisor } };
    case "invalid_format":
      return invalidFormat(issue, value);
    case "custom":
      return ownRule(issue);
    default:
      return { type: "value_error", ctx: { error: issue.message } };
  }
}

/** A rule of the schema's author, who may name its fault: `params: { type: "luhn", length: 16 }`; the rest is its `ctx`. */
function ownRule({ message, params = {} }: core.$ZodIssueCustom): Kind {
  const { type, ...ctx } = params;
  if (typeof type !== "string") return { type: "value_error", ctx: { error: message } };
  return { type, ownRule: true, ...(Object.keys(ctx).length === 0 ? {} : { ctx }) };
}

function wrongType(expected: string, node: Node | undefined, value: unknown): Kind {
  switch (expected) {
    case "string":
      return stringFormat(node) === undefined
        ? { type: "string_type" }
        : (formatFault(stringFormat(node) ?? "", value) ?? { type: "string_type" });
    case "int":
    case "number":
      return { type: numberFault(expected === "int" || isWhole(node), value) };
    case "bigint":
      return { type: "int_type" };
    case "boolean":
      return { type: booleanFault(value) };
    case "array":
      return { type: "list_type" };
    case "object":
      return { type: "model_attributes_type" };
    case "record":
    case "map":
      return { type: "dict_type" };
    case "null":
      return { type: "none_required" };
    case "date":
      return formatFault(stringFormat(node) ?? "datetime", value) ?? { type: "datetime_type" };
    case "file":
      return { type: "value_error", ctx: { error: "Must be a file" } };
    case "tuple":
    case "set":
      return { type: `${expected}_type` };
    default:
      return { type: "value_error", ctx: { error: `Must be ${expected}` } };
  }
}

function isWhole(node: Node | undefined): boolean {
  return node !== undefined && "isInt" in node && node.isInt === true;
}

/** The format of a string node: its own (`z.uuid()`) or one of its checks' (`z.string().check(z.email())`). */
function stringFormat(node: Node | undefined): string | undefined {
  if (node === undefined) return undefined;
  for (const { _zod } of [node, ...(node._zod.def.checks ?? [])]) {
    if ("format" in _zod.def && typeof _zod.def.format === "string") return _zod.def.format;
  }
  return undefined;
}

function tooSmall(issue: core.$ZodIssueTooSmall, node: Node | undefined, value: unknown): Kind {
  const minimum = Number(issue.minimum);
  switch (issue.origin) {
    case "string":
      return { type: "string_too_short", ctx: { min_length: minimum } };
    case "file":
      return { type: "bytes_too_short", ctx: { min_length: minimum } };
    case "number":
    case "int":
    case "bigint":
    case "date":
      if (isSafeBound(issue)) return { type: "int_parsing_size" };
      return issue.inclusive === false
        ? { type: "greater_than", ctx: { gt: minimum } }
        : { type: "greater_than_equal", ctx: { ge: minimum } };
    default:
      return {
        type: "too_short",
        ctx: { field_type: collection(issue.origin, node), min_length: minimum, actual_length: size(value) },
      };
  }
}

function tooBig(issue: core.$ZodIssueTooBig, node: Node | undefined, value: unknown): Kind {
  const maximum = Number(issue.maximum);
  switch (issue.origin) {
    case "string":
      return { type: "string_too_long", ctx: { max_length: maximum } };
    case "file":
      return { type: "bytes_too_long", ctx: { max_length: maximum } };
    case "number":
    case "int":
    case "bigint":
    case "date":
      if (isSafeBound(issue)) return { type: "int_parsing_size" };
      return issue.inclusive === false
        ? { type: "less_than", ctx: { lt: maximum } }
        : { type: "less_than_equal", ctx: { le: maximum } };
    default:
      return {
        type: "too_long",
        ctx: { field_type: collection(issue.origin, node), max_length: maximum, actual_length: size(value) },
      };
  }
}

/** Zod's own bound of `z.int()`: nobody wrote it, the number is too large to be held exactly. */
function isSafeBound(issue: core.$ZodIssueTooSmall | core.$ZodIssueTooBig): boolean {
  return "note" in issue && issue.origin === "int";
}

function collection(origin: string, node: Node | undefined): string {
  if (node !== undefined && defOf(node).type === "tuple") return "Tuple";
  if (origin === "set") return "Set";
  return origin === "array" ? "List" : "Dictionary";
}

function size(value: unknown): number | undefined {
  if (Array.isArray(value)) return value.length;
  return typeof value === "object" && value !== null ? Object.keys(value).length : undefined;
}

function invalidFormat(issue: core.$ZodIssueInvalidStringFormat, value: unknown): Kind {
  if (issue.format === "regex")
    return { type: "string_pattern_mismatch", ctx: { pattern: bare(issue.pattern ?? "") } };
  // A URL of its own right was refused for its scheme (or host).
  if (issue.format === "url" && typeof value === "string" && URL.canParse(value))
    return { type: "url_scheme" };
  return formatFault(issue.format, value) ?? { type: "value_error", ctx: { error: issue.message } };
}

/** `/^a$/i` to `^a$`. */
function bare(pattern: string): string {
  return /^\/(.*)\/[a-z]*$/s.exec(pattern)?.[1] ?? pattern;
}
