/**
 * A fault is one thing wrong with one input, in FastAPI's shape, so that its clients and front ends carry over.
 */

/** Where an input comes from; the first element of a fault's `loc`. */
export type Source = "path" | "query" | "header" | "cookie" | "body";

/**
 * One entry of a 422's `detail`.
 *
 * `type` and `loc` are for machines and equal FastAPI's where an equal exists; `msg` is for people, in our own words.
 *
 * @example
 * { type: "int_parsing", loc: ["query", "limit"], msg: "Input should be a whole number", input: "ten" }
 */
export interface Fault {
  /** What rule was broken: `missing`, `int_parsing`, `string_too_short`, ... */
  readonly type: string;
  /** The source, then the path of keys and indexes to the value. */
  readonly loc: readonly (string | number)[];
  /** What is wrong, for a person. */
  readonly msg: string;
  /** The value received; absent for passwords, write-only fields, headers and cookies. */
  readonly input?: unknown;
  /** The numbers and words of the rule: `{ min_length: 3 }`. */
  readonly ctx?: Readonly<Record<string, unknown>>;
}
