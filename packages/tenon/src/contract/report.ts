/**
 * From findings to faults: the weighing that makes a 422 read like FastAPI's, whatever library found the faults.
 *
 * A place has one fault (of several broken rules the first in FastAPI's order), a list's length counts only when its
 * entries are right, a rule about a whole object only when its fields are, and what is absent is `missing`.
 */
import type { Fault } from "./fault.ts";
import { keepPath } from "./fault-path.ts";
import { type Finding, isOwnRule, type Path, valueAt } from "./finding.ts";
import { message } from "./message.ts";
import type { Hidden } from "./secret.ts";
import { keyOf, Shadows } from "./shadows.ts";

/** What goes into the faults besides the findings. */
export interface ReportOptions {
  /** Goes before every location: `["body"]`. */
  readonly loc: Path;
  /** The value that was validated. */
  readonly input: unknown;
  /** The value as it was sent, when that is not `input`: the text before its coercion. */
  readonly shown: unknown;
  /** False where nothing may be echoed (headers and cookies). */
  readonly echo: boolean;
  readonly hidden: Hidden;
}

/** The most faults of one value that are told: a list of a million wrong entries is wrong for one reason. */
const mostFaults = 1_000;

/** The faults of one value, in the order of the findings. */
export function report(findings: readonly Finding[], options: ReportOptions): Fault[] {
  const settled = Array.from(findings, (finding) => orMissing(finding, options.input));
  if (settled.length === 1) return [fault(settled[0] as Finding, options)];
  const shadows = Shadows.of(settled, options.input);
  const strongest = new Map<string, Finding>();
  for (const finding of settled) {
    if (shadows?.fallOn(finding) === true) continue;
    const place = keyOf(finding.loc ?? finding.path);
    const other = strongest.get(place);
    if (other === undefined ? strongest.size < mostFaults : rank(finding) < rank(other))
      strongest.set(place, finding);
  }
  return Array.from(strongest.values(), (finding) => fault(finding, options));
}

/** Whatever the library says about a value that is not there, it is missing. */
function orMissing(finding: Finding, input: unknown): Finding {
  const { type, path, loc } = finding;
  if (
    type === "missing" ||
    isOwnRule(finding) ||
    type === "union_tag_not_found" ||
    finding.value !== undefined
  )
    return finding;
  if (valueAt(input, path) !== undefined) return finding;
  return { type: "missing", path, ...(loc === undefined ? {} : { loc }) };
}

/** FastAPI's order: kind, then multiple, upper and lower bounds, then length, then pattern, then rules of one's own. */
const order = [
  "multiple_of",
  "less_than",
  "less_than_equal",
  "greater_than",
  "greater_than_equal",
  "string_too_short",
  "string_too_long",
  "string_pattern_mismatch",
];

function rank(finding: Finding): number {
  if (isOwnRule(finding)) return order.length + 1;
  return order.indexOf(finding.type);
}

function fault(finding: Finding, options: ReportOptions): Fault {
  const { type, ctx, path } = finding;
  // What is missing shows what it is missing from.
  const place = type === "missing" ? path.slice(0, -1) : path;
  const fault: { -readonly [Key in keyof Fault]: Fault[Key] } = {
    type,
    loc: [...options.loc, ...(finding.loc ?? path)],
    msg: finding.msg ?? message(type, ctx),
  };
  if (options.echo && !options.hidden(place)) fault.input = shownAt(finding, place, options.shown);
  if (ctx !== undefined) fault.ctx = ctx;
  // A longer one names branches and tags, which are no part of the path.
  if (finding.loc !== undefined && finding.loc.length !== path.length)
    keepPath(fault, [...options.loc, ...path]);
  return fault;
}

function shownAt(finding: Finding, place: Path, shown: unknown): unknown {
  if (finding.value !== undefined) return finding.value.is;
  return valueAt(shown, place) ?? null;
}
