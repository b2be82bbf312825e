/** Goes through two versions of a schema side by side, and asks the rules at each place. */
import { type Change, requestRules, responseRules } from "./schema-rules.ts";
import { isUnion, membersOf, type Referable, resolved, type Shape } from "./schema-shape.ts";

/** Who reads: the service what clients send, or clients what the service sends. */
export type Direction = "request" | "response";

/** Two documents that are compared. */
export interface Documents {
  readonly before: Referable;
  readonly after: Referable;
}

/** Compares the schemas of two documents. */
export class SchemaChanges {
  readonly #documents: Documents;
  /** Places under way: a schema may contain itself. */
  readonly #open = new Set<string>();

  constructor(documents: Documents) {
    this.#documents = documents;
  }

  /** What breaks clients, each with the place in the value: `address.city`. */
  between(before: Shape, after: Shape, direction: Direction, place = ""): readonly string[] {
    const key = JSON.stringify([before, after, direction]);
    if (this.#open.has(key)) return [];
    this.#open.add(key);
    const found = this.#compare(
      { before: resolved(before, this.#documents.before), after: resolved(after, this.#documents.after) },
      direction,
      place,
    );
    this.#open.delete(key);
    return found;
  }

  #compare(change: Change, direction: Direction, place: string): readonly string[] {
    if (!isUnion(change.before) && !isUnion(change.after)) return this.#single(change, direction, place);
    const before = membersOf(change.before, this.#documents.before);
    const after = membersOf(change.after, this.#documents.after);
    // Each thing that a client may send has to be taken by some member; each thing that may come has to be known.
    const [asked, offered] = direction === "request" ? [before, after] : [after, before];
    const fits = (one: Shape, other: Shape): boolean =>
      this.#single(
        direction === "request" ? { before: one, after: other } : { before: other, after: one },
        direction,
        place,
      ).length === 0;
    const stranded = asked.filter((one) => !offered.some((other) => fits(one, other)));
    const says = direction === "request" ? "takes no more what was" : "may be";
    return stranded.map((one) => `${at(place)}${says} ${described(one)}`);
  }

  #single(change: Change, direction: Direction, place: string): readonly string[] {
    const rules = direction === "request" ? requestRules : responseRules;
    return [
      ...rules.flatMap((rule) => rule(change)).map((what) => at(place) + what),
      ...this.#properties(change, direction, place),
      ...this.#inside("items", change, direction, `${place}[]`),
      ...this.#inside("additionalProperties", change, direction, `${place}{}`),
    ];
  }

  #properties({ before, after }: Change, direction: Direction, place: string): readonly string[] {
    return Object.entries(before.properties ?? {}).flatMap(([name, old]) => {
      const now = after.properties?.[name];
      return now === undefined
        ? []
        : this.between(old, now, direction, place === "" ? name : `${place}.${name}`);
    });
  }

  #inside(
    keyword: "items" | "additionalProperties",
    { before, after }: Change,
    direction: Direction,
    place: string,
  ): readonly string[] {
    const [old, now] = [before[keyword], after[keyword]];
    return typeof old === "object" && typeof now === "object" ? this.between(old, now, direction, place) : [];
  }
}

function at(place: string): string {
  return place === "" ? "" : `${place}: `;
}

function described(shape: Shape): string {
  const text = JSON.stringify(shape);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
