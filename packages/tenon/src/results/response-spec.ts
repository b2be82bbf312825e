/** What an operation declares about the answers of one status, and the types that follow. */
import type { InputOf, OutputOf, Schema } from "../contract/schema.ts";
import type { TypedAnswer } from "./typed-answer.ts";

/** One answer: what it carries and what it means. A schema alone is short for `{ schema }`. */
export interface ResponseSpec {
  /** The body; without one (and without `type` or `items`) the answer is empty. */
  readonly schema?: Schema;
  /** One item of a streamed body: checked and filtered in `jsonLines` and `events` that bring no schema of their own. */
  readonly items?: Schema;
  /** The media type. Default: `application/json`. A body of a type that is no JSON is a text, sent as it is. */
  readonly type?: string;
  /** What it means, for the document. */
  readonly description?: string;
  /** Headers it carries, for the document. */
  readonly headers?: Readonly<Record<string, Schema>>;
  /** Examples of the body, for the document: values, or examples by name. */
  readonly examples?: Examples;
  /** Where to go from here, by name, for the document. */
  readonly links?: Readonly<Record<string, ResponseLink>>;
}

/** Examples: values, or by name with something to say about each. */
export type Examples = readonly unknown[] | Readonly<Record<string, NamedExample>>;

/** An example with a name. */
export interface NamedExample {
  /** One line. */
  readonly summary?: string;
  /** Markdown. */
  readonly description?: string;
  readonly value?: unknown;
  /** A URL of the value, where it does not stand here. */
  readonly externalValue?: string;
}

/** An operation that may follow an answer, and where its inputs come from. */
export interface ResponseLink {
  /** The operation, by the keys of the record: `users.one`. */
  readonly operation: string;
  /** Values by parameter, or runtime expressions (OpenAPI 3.1, 4.8.20.4): `{ id: "$response.body#/id" }`. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** A value or a runtime expression. */
  readonly requestBody?: unknown;
  /** Markdown. */
  readonly description?: string;
}

/** A class of statuses, or all others; only for the document, where a status by itself goes before them. */
export type StatusRange = "1XX" | "2XX" | "3XX" | "4XX" | "5XX" | "default";

/** Answers by status, 200 to 599. */
export type ResponseSpecs = Readonly<Record<number, Schema | ResponseSpec>> & {
  readonly [range in StatusRange]?: Schema | ResponseSpec;
};

/** The answers of single statuses, which can be given. */
export function singleStatuses(
  specs: ResponseSpecs,
): (readonly [status: number, spec: Schema | ResponseSpec])[] {
  return Object.entries(specs)
    .filter(([code]) => !isStatusRange(code))
    .map(([code, spec]) => [Number(code), spec] as const);
}

/** Whether the key of an answer is a class of statuses. */
export function isStatusRange(code: string): code is StatusRange {
  return code === "default" || /^[1-5]XX$/.test(code);
}

/** What `respond` may give where these are declared: each status with its own value. */
export type AnswersOf<Specs> = {
  [Status in keyof Specs & number]: TypedAnswer<Status, AnswerValue<Specs[Status]>>;
}[keyof Specs & number];

/** The wire types of the declared answers that are a success. */
export type SuccessesOf<Specs> = {
  [Status in keyof Specs & number]: `${Status}` extends `2${string}` ? AnswerData<Specs[Status]> : never;
}[keyof Specs & number];

type AnswerValue<Spec> = Spec extends Schema
  ? OutputOf<Spec>
  : "schema" extends keyof Spec
    ? Spec["schema" & keyof Spec] extends Schema
      ? OutputOf<Spec["schema" & keyof Spec]>
      : undefined
    : undefined;

type AnswerData<Spec> = Spec extends Schema
  ? InputOf<Spec>
  : "schema" extends keyof Spec
    ? Spec["schema" & keyof Spec] extends Schema
      ? InputOf<Spec["schema" & keyof Spec]>
      : unknown
    : unknown;
