/** What a call gives: a success, one of the declared errors, or a failure that nobody declared. Told apart by `ok` and `code`. */
import type { Fault } from "../contract/fault.ts";

/** An answer with a status from 200 to 299. */
export interface Success<Data, Status extends number = number> {
  readonly ok: true;
  readonly status: Status;
  readonly data: Data;
  readonly headers: Headers;
}

/** A declared error. */
export interface Failure<Status extends number, Code extends string, Data = undefined> {
  readonly ok: false;
  readonly status: Status;
  /** The word that tells it from others. */
  readonly code: Code;
  readonly detail: string;
  /** What it carries. */
  readonly data: Data;
  readonly headers: Headers;
}

/** The inputs broke the contract: all faults at once. The status is 422, unless the app's error shape says another. */
export interface InvalidInput {
  readonly ok: false;
  readonly status: number;
  readonly code: "validation_error";
  readonly detail: readonly Fault[];
  readonly data: undefined;
  readonly headers: Headers;
}

/** An error status that the operation does not declare. */
export interface UnknownFailure {
  readonly ok: false;
  readonly status: number;
  readonly code: undefined;
  readonly detail: unknown;
  readonly data: unknown;
  readonly headers: Headers;
}

/** A refusal of an API that writes its errors in a shape of its own: known by its status. */
export interface Refusal<Status extends number, Data> {
  readonly ok: false;
  readonly status: Status;
  /** What the client's `errorShape` reads; undefined without one. */
  readonly code: string | undefined;
  readonly detail: unknown;
  /** The body as it came, unless the client's `errorShape` reads another. */
  readonly data: Data;
  readonly headers: Headers;
}
