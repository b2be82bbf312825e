/** What a schema says to people, moved to the Parameter or Header Object around it, where readers look for it. */
import type { JsonSchema } from "../contract/schema.ts";
import { type ShownExamples, shownExamples } from "./examples.ts";

/** A schema, and what was said in it. */
export interface Annotated {
  readonly json: JsonSchema;
  readonly description: { readonly description?: string };
  readonly deprecated: { readonly deprecated?: true };
  readonly examples: ShownExamples;
}

/** Takes description, deprecation and examples out of a schema. */
export function annotated({ description, deprecated, examples, ...json }: JsonSchema): Annotated {
  return {
    json,
    description: typeof description === "string" ? { description } : {},
    deprecated: deprecated === true ? { deprecated } : {},
    examples: shownExamples(examples),
  };
}
