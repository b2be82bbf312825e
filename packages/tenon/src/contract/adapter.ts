/**
 * What the rest of this room needs to know of a schema library. One adapter a vendor; `standard.ts` serves every other.
 */
import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { Finding } from "./finding.ts";
import type { JsonSchema, Schema } from "./schema.ts";

/** The outcome of a validation, at once wherever the library allows it. */
export type Outcome = StandardSchemaV1.Result<unknown> | Promise<StandardSchemaV1.Result<unknown>>;

/** A direction of a contract, ready to run. */
export type Run = (value: unknown) => Outcome;

/** One schema, seen through its library. Everything here is asked at start-up, but the functions it hands out. */
export interface Adapter {
  /** As the library writes it; may throw ContractError. */
  inputJson(): JsonSchema;
  /** The wire side of a response, as the library writes it; may throw ContractError. */
  outputJson(): JsonSchema;
  readonly decode: Run;
  /** Built when first asked for: not every schema is sent. May throw ContractError. */
  encoder(): Run;
  findings(issues: readonly StandardSchemaV1.Issue[], input: unknown): Finding[];
}

/** Makes the adapter of a schema; `where` goes into error messages. */
export type AdapterOf = (schema: Schema, where: string) => Adapter;

/** How a library says its JSON Schema (the Standard JSON Schema interface). */
export interface Converter {
  readonly input: (options: { readonly target: string }) => JsonSchema;
  readonly output: (options: { readonly target: string }) => JsonSchema;
}
