/** What a text source is once it has been made ready to serve: the words of `source.ts` and its two kinds. */
import type { Contract } from "./contract.ts";
import type { Fault } from "./fault.ts";
import type { JsonSchema, Schema } from "./schema.ts";

/** The sources that carry text. */
export type SourceKind = "params" | "query" | "headers" | "cookies" | "form";

/** A record of schemas, or one object schema. */
export type InputShape = Readonly<Record<string, Schema>> | Schema;

/** What was sent, by wire name: a text or (repeated) a list of texts; in forms files too. Without a prototype. */
export type RawSource = { readonly [name: string]: unknown };

/** One declared name of a source. */
export interface SourceField {
  /** In the handler's object. */
  readonly key: string;
  /** On the wire. */
  readonly name: string;
  readonly required: boolean;
  /** Absent for the properties of an object schema. */
  readonly contract: Contract | undefined;
  readonly json: JsonSchema;
}

/** A text source made ready to serve. */
export interface SourceContract {
  readonly kind: SourceKind;
  /** For the documents; for an object schema, its properties. */
  readonly fields: readonly SourceField[];
  /** Unknown names are refused (an object schema with `additionalProperties: false`). */
  readonly strict: boolean;
  /**
   * Coerces, validates and pushes faults; what it returns counts only if it pushed none. A strict source refuses names
   * outside `known`, the wire names of the whole operation.
   */
  read(raw: RawSource, faults: Fault[], known: ReadonlySet<string>): unknown;
}
