/** The body of an operation, whoever of it and its dependencies reads it: JSON whole or by parts, or a form. */
import { isJsonSchema, mapSchemas } from "../contract/json-schema.ts";
import type { JsonSchema } from "../contract/schema.ts";
import type { BodyReader } from "../depends/body.ts";
import type { DescribedOperation } from "./described-operation.ts";
import type { RequestBodyObject } from "./document-types.ts";
import { partNamedExamples } from "./examples.ts";

/** The Request Body Object; undefined when nobody reads the body. */
export function requestBodyOf(operation: DescribedOperation): RequestBodyObject | undefined {
  const { body } = operation.plan.inputs;
  if (body === undefined) return undefined;
  const { required } = body;
  if (body.forms.length > 0) {
    const json = formJson(body);
    const type = hasFiles(json) ? "multipart/form-data" : (operation.needs.formType ?? urlEncoded);
    return { required, content: { [type]: { schema: operation.schema(json, "input", "form") } } };
  }
  const { json, examples } = partNamedExamples(bodyJson(body));
  const schema = operation.schema(json, "input", "body");
  return { required, content: { "application/json": { schema, ...examples } } };
}

const urlEncoded = "application/x-www-form-urlencoded";

/** A form with a file can only be sent in one way; any other is read in both, and shown in the shorter one. */
function hasFiles(form: JsonSchema): boolean {
  let found = false;
  mapSchemas(form, (node) => {
    found ||= node.format === "binary";
    return node;
  });
  return found;
}

interface Property {
  readonly name: string;
  readonly json: JsonSchema;
  readonly required: boolean;
}

function formJson({ forms }: BodyReader): JsonSchema {
  const json = objectOf(forms.flatMap(({ contract }) => contract.fields));
  // One strict contract refuses what none of them declares.
  return forms.some(({ contract }) => contract.strict) ? { ...json, additionalProperties: false } : json;
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
