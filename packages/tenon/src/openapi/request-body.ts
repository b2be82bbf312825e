/** The body of an operation, whoever of it and its dependencies reads it: JSON whole or by parts, or a form. */
import { isJsonSchema } from "../contract/json-schema.ts";
import type { JsonSchema } from "../contract/schema.ts";
import type { BodyReader } from "../depends/body.ts";
import type { DescribedOperation } from "./described-operation.ts";
import type { RequestBodyObject } from "./document-types.ts";

/** The Request Body Object; undefined when nobody reads the body. */
export function requestBodyOf(operation: DescribedOperation): RequestBodyObject | undefined {
  const { body } = operation.plan.inputs;
  if (body === undefined) return undefined;
  const { required } = body;
  if (body.forms.length > 0) {
    const schema = operation.schema(formJson(body), "input", "form");
    return { required, content: { "application/x-www-form-urlencoded": { schema } } };
  }
  const schema = operation.schema(bodyJson(body), "input", "body");
  return { required, content: { "application/json": { schema } } };
}

interface Property {
  readonly name: string;
  readonly json: JsonSchema;
  readonly required: boolean;
}

function formJson({ forms }: BodyReader): JsonSchema {
  const json = objectOf(forms.flatMap(({ contract }) => contract.fields));
  return forms.every(({ contract }) => contract.strict) ? { ...json, additionalProperties: false } : json;
}

function bodyJson({ json }: BodyReader): JsonSchema {
  const [first] = json;
  if (first !== undefined && first.part === undefined) return first.contract.inputJson();
  return objectOf(
    json.map(({ part, contract }) => ({
      name: part as string,
      json: contract.inputJson(),
      required: contract.required,
    })),
  );
}

/** One object of several schemas; their definitions go to its top. */
function objectOf(properties: readonly Property[]): JsonSchema {
  const parts = new Map<string, JsonSchema>();
  const required = new Set<string>();
  const definitions: JsonSchema = {};
  for (const { name, json, required: needed } of properties) {
    const { $defs, ...rest } = json;
    if (isJsonSchema($defs)) Object.assign(definitions, $defs);
    if (!parts.has(name)) parts.set(name, rest);
    if (needed) required.add(name);
  }
  return {
    type: "object",
    properties: Object.fromEntries(parts),
    ...(required.size === 0 ? {} : { required: [...required] }),
    ...(Object.keys(definitions).length === 0 ? {} : { $defs: definitions }),
  };
}
