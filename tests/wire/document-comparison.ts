/**
 * What differs between two documents, place by place. Where ours says more than FastAPI's and nothing else, in ways named here,
 * nothing differs.
 */
import { isDeepStrictEqual } from "node:util";
import { aboutItself, type Parts } from "./document.ts";
import type { Json } from "./plain-schema.ts";

/** One place that differs: `answer 200 as application/json/properties/id`. */
export interface PlaceDifference {
  readonly place: string;
  readonly want: unknown;
  readonly got: unknown;
}

/** Every place of an operation, or of the whole document, that differs. */
export function placeDifferences(operation: string, want: Parts, got: Parts): PlaceDifference[] {
  return differencesAt(
    "",
    want,
    operation === aboutItself ? onlyWanted(want, got) : withoutOwnAnswers(want, got),
  );
}

/** Which tags there are is seen from the operations: only what is said about them counts. */
function onlyWanted(want: Parts, got: Parts): Parts {
  return Object.fromEntries(Object.entries(got).filter(([name]) => name in want || !name.startsWith("tag ")));
}

/**
 * Errors of ours that FastAPI's document does not know are a difference on purpose of every document, and a row of the table.
 * What a file or a stream carries it does not say at all, where ours has the media type.
 */
function withoutOwnAnswers(want: Parts, got: Parts): Parts {
  const isOwnError = (name: string): boolean => {
    const status = /^answers? ([45]\d\d)/.exec(name)?.[1];
    return status !== undefined && status !== "422" && !(`answers ${status}` in want);
  };
  const isOwnContent = (name: string): boolean => {
    const [, answer, type] = /^(answer \d+ as )(\S+)/.exec(name) ?? [];
    if (answer === undefined || type === "application/json") return false;
    return Object.keys(want).every((one) => !one.startsWith(answer));
  };
  return Object.fromEntries(Object.entries(got).filter(([name]) => !isOwnError(name) && !isOwnContent(name)));
}

function differencesAt(place: string, want: unknown, got: unknown): PlaceDifference[] {
  if (isDeepStrictEqual(want, got)) return [];
  // Lists of one length are alternatives or positions, in one order.
  if (Array.isArray(want) && Array.isArray(got) && want.length === got.length && want.every(isObject))
    return want.flatMap((one, index) => differencesAt(`${place}/${index}`, one, got[index]));
  if (!isObject(want) || !isObject(got)) return [{ place, want, got }];
  return [...new Set([...Object.keys(want), ...Object.keys(got)])].flatMap((key) => {
    const inner = place === "" ? key : `${place}/${key}`;
    if (!(key in want) && saysMore(key, got[key])) return [];
    return differencesAt(inner, want[key], got[key]);
  });
}

/** An empty default that Pydantic makes by a factory and keeps to itself; that a text is a password. */
function saysMore(keyword: string, value: unknown): boolean {
  if (keyword === "format") return value === "password";
  return keyword === "default" && typeof value === "object" && Object.keys(value ?? { null: 1 }).length === 0;
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
