/**
 * A schema is a contract for a value: any Standard Schema that can say its JSON Schema. Zod 4 is the documented default.
 *
 * Source: https://standardschema.dev
 */
import type { StandardSchemaV1 } from "@standard-schema/spec";

/** Any Standard Schema (Zod, Valibot, ArkType, ...). */
export type Schema<Input = unknown, Output = Input> = StandardSchemaV1<Input, Output>;

/** The type on the wire side of a schema: what a caller sends. */
export type InputOf<S extends Schema> = NonNullable<S["~standard"]["types"]>["input"];

/** The type on the decoded side of a schema: what a handler receives and returns. */
export type OutputOf<S extends Schema> = NonNullable<S["~standard"]["types"]>["output"];

/** A JSON Schema (draft 2020-12) as plain data. */
export type JsonSchema = { [keyword: string]: unknown };

/** Whether a value is a schema (and not, say, a record of schemas). */
export function isSchema(value: unknown): value is Schema {
  return (typeof value === "object" || typeof value === "function") && value !== null && "~standard" in value;
}

/**
 * A schema that also runs back, from the decoded value to the wire: what Standard Schema has no word for. A wrapper of a
 * library gives it; `~encoder` is called once, at start-up, and throws what cannot be turned round.
 */
export interface TwoWaySchema extends Schema {
  readonly "~encoder": () => (
    value: unknown,
  ) => StandardSchemaV1.Result<unknown> | Promise<StandardSchemaV1.Result<unknown>>;
}
