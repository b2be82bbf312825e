/** Judges an application's document, operation by operation. */
import { isDeepStrictEqual } from "node:util";
import { documentParts } from "./document.ts";
import { type PlaceDifference, placeDifferences } from "./document-comparison.ts";
import type { DocumentPurpose } from "./document-differences.ts";
import type { Json } from "./plain-schema.ts";
import type { Verdict } from "./verdict.ts";

/** A verdict on each operation of the two documents, and on what they say about themselves. */
export function judgeDocument(
  app: string,
  wanted: Json,
  given: Json,
  purposes: ReadonlyMap<string, readonly DocumentPurpose[]>,
): Verdict[] {
  const [want, got] = [documentParts(wanted), documentParts(given)];
  return [...new Set([...want.keys(), ...got.keys(), ...purposes.keys()])].map((operation) => {
    const listed = purposes.get(operation) ?? [];
    const found = differencesOf(operation, want.get(operation), got.get(operation));
    return {
      app,
      id: `document ${operation}`,
      title: "",
      purposes: listed.map(({ reason }) => reason),
      wrongs: wrongsOf(found, listed),
      impossible: [],
      remarks: [],
    };
  });
}

type Maybe = ReturnType<ReturnType<typeof documentParts>["get"]>;

function differencesOf(operation: string, want: Maybe, got: Maybe): PlaceDifference[] {
  if (want !== undefined && got !== undefined) return placeDifferences(operation, want, got);
  // In neither: listed as a difference, and no operation at all.
  if (want === undefined && got === undefined) return [];
  return [{ place: "the operation", want: want === undefined ? undefined : "there", got: got && "there" }];
}

function wrongsOf(found: readonly PlaceDifference[], listed: readonly DocumentPurpose[]): string[] {
  const own = new Map(listed.flatMap(({ own }) => Object.entries(own)));
  const unlisted = found
    .filter(({ place, got }) => !(own.has(place) && isDeepStrictEqual(own.get(place), got)))
    .map(({ place, want, got }) => `${place}: want ${show(want)}, got ${show(got)}`);
  const kept = [...own.keys()].filter((place) => found.every((one) => one.place !== place));
  return [...unlisted, ...kept.map((place) => `${place}: is listed as a difference, and says as recorded`)];
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? "nothing";
}
