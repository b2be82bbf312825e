/**
 * Examples in a document. A schema's list of them stays with the schema (JSON Schema); by name, with words about each, they
 * belong to the parameter or the body around it (OpenAPI): `.meta({ examples: { warm: { summary: "Warm", value: "red" } } })`.
 */
import { isJsonSchema, own, resolve } from "../contract/json-schema.ts";
import type { JsonSchema } from "../contract/schema.ts";
import type { Examples, NamedExample } from "../results/response-spec.ts";

/** `example` or `examples` of a Parameter, Header or Media Type Object. */
export interface ShownExamples {
  readonly example?: unknown;
  readonly examples?: { readonly [name: string]: NamedExample };
}

/** Examples as OpenAPI wants them: one value as it is, several by name; nothing for what are none. */
export function shownExamples(examples: Examples | unknown): ShownExamples {
  if (isJsonSchema(examples)) return { examples: examples as Readonly<Record<string, NamedExample>> };
  if (!Array.isArray(examples) || examples.length === 0) return {};
  if (examples.length === 1) return { example: examples[0] };
  return {
    examples: Object.fromEntries(examples.map((value: unknown, index) => [`example${index + 1}`, { value }])),
  };
}

/** Parts the named examples of a body's schema from it; a list stays where it is. */
export function partNamedExamples(json: JsonSchema): {
  readonly json: JsonSchema;
  readonly examples: ShownExamples;
} {
  const examples = own(resolve(json, json), "examples");
  if (!isJsonSchema(examples)) return { json, examples: {} };
  const { examples: _parted, ...rest } = json;
  return { json: rest, examples: shownExamples(examples) };
}

/** A schema's examples as JSON Schema wants them: a list of values. */
export function listExamples(node: JsonSchema): void {
  const { examples } = node;
  if (!isJsonSchema(examples)) return;
  const values = Object.values(examples).filter(isJsonSchema);
  node.examples = values.flatMap((example) => ("value" in example ? [example.value] : []));
}
