/**
 * ArkType's own Standard JSON Schema shows a `Date` as "anything" and refuses every `narrow`; asked through its other
 * method, it refuses the first and shows what a narrowed type is based on.
 */
import type { Converter } from "./adapter.ts";
import type { JsonSchema, Schema } from "./schema.ts";

interface ArkType {
  readonly toJsonSchema: (options: { readonly dialect: null; readonly fallback: object }) => JsonSchema;
}

const options = {
  dialect: null,
  fallback: { predicate: (context: { readonly base: JsonSchema }) => context.base },
} as const;

/** The converter of an ArkType schema, or `undefined` for something else that calls itself so. */
export function arktypeConverter(schema: Schema): Converter | undefined {
  if (!("in" in schema && "out" in schema && "toJsonSchema" in schema)) return undefined;
  const { in: inner, out } = schema as { readonly in: ArkType; readonly out: ArkType };
  return { input: () => inner.toJsonSchema(options), output: () => out.toJsonSchema(options) };
}

/** The type of what comes out of a type's morphs: what a handler returns is checked against that. */
export function arktypeOutput(schema: Schema): Schema {
  return "out" in schema ? (schema as { readonly out: Schema }).out : schema;
}
