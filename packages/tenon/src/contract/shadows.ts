/**
 * Which findings say nothing, since others say why: a rule about a whole whose parts are wrong, the length of a list whose
 * entries are. The work grows with the findings, not with their square: a caller chooses how many there are.
 */
import { type Finding, isOwnRule, type Path, valueAt } from "./finding.ts";

/** A place as the key of a map. */
export function keyOf(path: Path): string {
  return path.length === 1 && typeof path[0] === "string" ? `.${path[0]}` : JSON.stringify(path);
}

/** What the findings of one value say about each other. */
export class Shadows {
  readonly #input: unknown;
  /** By the place of a whole: the keys of its parts that something is found in; of those that are expected, or of all. */
  readonly #expected = new Map<string, Set<string | number>>();
  readonly #all = new Map<string, Set<string | number>>();
  /** By place, the lists that are too long. */
  readonly #tooLong = new Map<string, Finding>();

  /** Undefined where no finding can fall into the shadow of another. */
  static of(findings: readonly Finding[], input: unknown): Shadows | undefined {
    return haveInsides(findings) ? new Shadows(findings, input) : undefined;
  }

  private constructor(findings: readonly Finding[], input: unknown) {
    this.#input = input;
    for (const finding of findings) {
      if (finding.type === "too_long") this.#tooLong.set(keyOf(finding.path), finding);
      for (let depth = 0; depth < finding.path.length; depth++) {
        const whole = keyOf(finding.path.slice(0, depth));
        const part = finding.path[depth] as string | number;
        note(this.#all, whole, part);
        if (finding.type !== "extra_forbidden") note(this.#expected, whole, part);
      }
    }
  }

  /** Whether a finding need not be told. */
  fallOn(finding: Finding): boolean {
    if (isOwnRule(finding)) return this.#expected.has(keyOf(finding.path));
    if (isLength(finding)) return !this.#lengthCounts(finding);
    // A list that is too long by its right entries alone is only that.
    if (this.#tooLong.size === 0) return false;
    for (let depth = 0; depth < finding.path.length; depth++) {
      const list = this.#tooLong.get(keyOf(finding.path.slice(0, depth)));
      if (list !== undefined && this.#lengthCounts(list)) return true;
    }
    return false;
  }

  #lengthCounts(list: Finding): boolean {
    const bad = this.#all.get(keyOf(list.path))?.size ?? 0;
    if (bad === 0) return true;
    if (list.type === "too_short") return false;
    const value = valueAt(this.#input, list.path);
    const maximum = list.ctx?.max_length;
    return Array.isArray(value) && typeof maximum === "number" && value.length - bad > maximum;
  }
}

/** Whether any of them is about a whole while others lie deeper. */
function haveInsides(findings: readonly Finding[]): boolean {
  let deepest = 0;
  let outermost = Number.POSITIVE_INFINITY;
  for (const finding of findings) {
    deepest = Math.max(deepest, finding.path.length);
    if (isOwnRule(finding) || isLength(finding)) outermost = Math.min(outermost, finding.path.length);
  }
  return deepest > outermost;
}

function isLength({ type }: Finding): boolean {
  return type === "too_short" || type === "too_long";
}

function note(parts: Map<string, Set<string | number>>, whole: string, part: string | number): void {
  const noted = parts.get(whole);
  if (noted === undefined) parts.set(whole, new Set([part]));
  else noted.add(part);
}
