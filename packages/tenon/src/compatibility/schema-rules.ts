/**
 * What breaks a client in one schema, a rule a function. A client that sends is broken by what is asked for in addition; one that
 * receives, by what it no longer gets, or does not know.
 */
import { type Shape, typesOf, valuesOf } from "./schema-shape.ts";

/** Two versions of a schema, references followed. */
export interface Change {
  readonly before: Shape;
  readonly after: Shape;
}

/** Says what is wrong; nothing when all is well. */
export type SchemaRule = (change: Change) => readonly string[];

/** For what clients send. */
export const requestRules: readonly SchemaRule[] = [
  typeNarrowed,
  valuesRemoved,
  propertyRequired,
  propertyRefused,
  limitTightened,
  formAdded,
];

/** For what clients receive. */
export const responseRules: readonly SchemaRule[] = [
  typeWidened,
  valuesAdded,
  propertyRemoved,
  propertyOptional,
];

/** A type that was taken is not any more. */
export function typeNarrowed({ before, after }: Change): readonly string[] {
  return beyond(typesOf(before), typesOf(after)).map((type) => `takes no ${type} any more`);
}

/** A type may come that did not before. */
export function typeWidened({ before, after }: Change): readonly string[] {
  return beyond(typesOf(after), typesOf(before)).map((type) => `may be ${type}`);
}

/** A value of a choice is refused. */
export function valuesRemoved({ before, after }: Change): readonly string[] {
  const [old, now] = [valuesOf(before), valuesOf(after)];
  if (now === undefined) return [];
  if (old === undefined) return [`takes only ${now.map(shown).join(", ")}`];
  return missing(old, now).map((value) => `takes ${shown(value)} no more`);
}

/** A value may come that clients have never heard of. */
export function valuesAdded({ before, after }: Change): readonly string[] {
  const [old, now] = [valuesOf(before), valuesOf(after)];
  if (old === undefined) return [];
  if (now === undefined) return [`may be something else than ${old.map(shown).join(", ")}`];
  return missing(now, old).map((value) => `may be ${shown(value)}`);
}

/** A property has to be sent that had not to be. */
export function propertyRequired({ before, after }: Change): readonly string[] {
  return missing(after.required ?? [], before.required ?? []).map((name) => `property "${name}" is required`);
}

/** A property that was taken is refused, because unknown ones are. */
export function propertyRefused({ before, after }: Change): readonly string[] {
  if (after.additionalProperties !== false) return [];
  const gone = missing(Object.keys(before.properties ?? {}), Object.keys(after.properties ?? {}));
  const unknown = before.type === "object" && before.additionalProperties !== false;
  return [
    ...gone.map((name) => `property "${name}" is refused`),
    ...(unknown && after.type === "object" ? ["refuses properties that it does not know"] : []),
  ];
}

/** A property does not come any more. */
export function propertyRemoved({ before, after }: Change): readonly string[] {
  const gone = missing(Object.keys(before.properties ?? {}), Object.keys(after.properties ?? {}));
  return gone.map((name) => `property "${name}" is removed`);
}

/** A property that always came may be missing. */
export function propertyOptional({ before, after }: Change): readonly string[] {
  const kept = (before.required ?? []).filter((name) => after.properties?.[name] !== undefined);
  return missing(kept, after.required ?? []).map((name) => `property "${name}" may be missing`);
}

const lowest = ["minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"];
const highest = ["maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"];

/** A limit is new, or closer. */
export function limitTightened({ before, after }: Change): readonly string[] {
  const tightened = (keyword: string, closer: (now: number, old: number) => boolean): readonly string[] => {
    const [old, now] = [before[keyword], after[keyword]];
    if (typeof now !== "number" || (typeof old === "number" && !closer(now, old))) return [];
    return [`has ${keyword} ${now}${typeof old === "number" ? `, which was ${old}` : ""}`];
  };
  return [
    ...lowest.flatMap((keyword) => tightened(keyword, (now, old) => now > old)),
    ...highest.flatMap((keyword) => tightened(keyword, (now, old) => now < old)),
  ];
}

/** A pattern or a format is asked for that was not. */
export function formAdded({ before, after }: Change): readonly string[] {
  return ["pattern", "format", "multipleOf", "uniqueItems"].flatMap((keyword) =>
    after[keyword] === undefined || after[keyword] === false || after[keyword] === before[keyword]
      ? []
      : [`must have ${keyword} ${shown(after[keyword])}`],
  );
}

/** The types of one that the other does not have; an integer is a number. */
function beyond(
  types: ReadonlySet<string> | undefined,
  known: ReadonlySet<string> | undefined,
): readonly string[] {
  if (known === undefined) return [];
  if (types === undefined) return ["of other types"];
  return [...types].filter((type) => !known.has(type) && !(type === "integer" && known.has("number")));
}

function missing<T>(from: readonly T[], among: readonly T[]): readonly T[] {
  const there = new Set(among.map(shown));
  return from.filter((one) => !there.has(shown(one)));
}

function shown(value: unknown): string {
  return JSON.stringify(value);
}
