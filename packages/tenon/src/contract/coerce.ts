/**
 * Text sources (paths, queries, headers, cookies, forms) carry only text; the schema's own input JSON Schema says what the
 * text stands for, so that `z.int()` needs no `z.coerce`.
 *
 * What does not parse stays text: then the schema's own fault applies, with the text as its input.
 */
import { members, own } from "./json-schema.ts";
import type { JsonSchema } from "./schema.ts";

/** Text to the value it stands for, or the text unchanged. */
export type Coerce = (text: string) => unknown;

/** Leaves the text as it is. */
export const asText: Coerce = (text) => text;

const wholeNumber = /^[+-]?\d+$/;
const decimalNumber = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/** An optional sign and digits; not `1.0`, `1_000` or ` 1 `. Beyond 2^53 a number would not be what was sent: it stays text. */
export const toInteger: Coerce = (text) => {
  if (!wholeNumber.test(text)) return text;
  const value = Number(text);
  // `+ 0` because "-0" is zero.
  return Number.isSafeInteger(value) ? value + 0 : text;
};

/** Digits with an optional fraction and exponent; no hexadecimal, no `NaN`, nothing that overflows to infinity. */
export const toNumber: Coerce = (text) => {
  if (!decimalNumber.test(text)) return text;
  const value = Number(text);
  return Number.isFinite(value) ? value : text;
};

const booleans = new Map<string, boolean>([
  ...["true", "1", "yes", "on", "t", "y"].map((word) => [word, true] as const),
  ...["false", "0", "no", "off", "f", "n"].map((word) => [word, false] as const),
]);

/** FastAPI's words, in any case: true, 1, yes, on, t, y; false, 0, no, off, f, n. */
export const toBoolean: Coerce = (text) => booleans.get(text) ?? booleans.get(text.toLowerCase()) ?? text;

/**
 * The coercion for one scalar value of a text source.
 *
 * A union tries integer, number, boolean; a plain string among its members keeps the text as it is (`12` for
 * `int | string` is `"12"`, as in FastAPI). So does a literal of mixed kinds: "3" is not 3 there. The word `null` is text.
 *
 * @example
 * coercer({ type: ["integer", "null"] }, {})("5"); // 5
 */
export function coercer(json: JsonSchema, root: JsonSchema): Coerce {
  const attempts: Attempt[] = [];
  const words = new Set<string>();
  for (const member of members(json, root)) {
    const constants = constantsOf(member) ?? [];
    const strings = constants.filter((constant) => typeof constant === "string");
    for (const word of strings) words.add(word);
    if (strings.length > 0) continue;
    const attempt = constants.length > 0 ? { order: 0, coerce: oneOf(constants) } : attemptFor(member);
    if (attempt === asText) return asText;
    if (typeof attempt === "object") attempts.push(attempt);
  }
  const ordered = attempts.toSorted((a, b) => a.order - b.order).map((attempt) => attempt.coerce);
  const [only] = ordered;
  if (only === undefined) return asText;
  return ordered.length === 1 && words.size === 0 ? only : firstOf(ordered, words);
}

interface Attempt {
  readonly order: number;
  readonly coerce: Coerce;
}

/** What a member of a type adds: an attempt, nothing, or that the text stays text. */
function attemptFor(member: JsonSchema): Attempt | typeof asText | undefined {
  switch (own(member, "type")) {
    case "integer":
      return { order: 1, coerce: toInteger };
    case "number":
      return { order: 2, coerce: toNumber };
    case "boolean":
      return { order: 3, coerce: toBoolean };
    case "null":
    case "array":
      return undefined;
    case "string":
      // A date or a UUID is no number: the other members may be tried.
      return own(member, "format") === undefined ? asText : undefined;
    default:
      return asText;
  }
}

function firstOf(coercions: readonly Coerce[], words: ReadonlySet<string>): Coerce {
  return (text) => {
    if (words.has(text)) return text;
    for (const coerce of coercions) {
      const value = coerce(text);
      if (value !== text) return value;
    }
    return text;
  };
}

function constantsOf(json: JsonSchema): unknown[] | undefined {
  const list = own(json, "enum");
  if (Array.isArray(list)) return list;
  return Object.hasOwn(json, "const") ? [json.const] : undefined;
}

function oneOf(constants: readonly unknown[]): Coerce {
  const allowed = new Set(constants);
  return (text) => {
    const number = toNumber(text);
    if (allowed.has(number)) return number;
    const boolean = toBoolean(text);
    return allowed.has(boolean) ? boolean : text;
  };
}
