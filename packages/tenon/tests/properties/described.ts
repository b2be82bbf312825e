/** An OpenAPI document as its reader sees it: nothing here knows the framework, only the text that it publishes. */

import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

export type Json = { readonly [keyword: string]: unknown };

/** A parameter of an operation, its references followed. */
export interface DescribedParameter {
  readonly name: string;
  readonly in: "path" | "query" | "header" | "cookie";
  readonly required: boolean;
  readonly schema: Json;
}

/** What a request or an answer carries, by media type. */
export type Content = Readonly<Record<string, { readonly schema?: Json }>>;

/** An operation of a document. */
export interface DescribedOperation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly DescribedParameter[];
  readonly body: { readonly required: boolean; readonly content: Content } | undefined;
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
  readonly security: readonly Json[];
}

/** A document with the means to check values against its schemas. */
export interface Described {
  readonly document: Json;
  readonly operations: readonly DescribedOperation[];
  /** A schema with its `$ref`s into the document followed, one step. */
  readonly follow: (schema: Json) => Json;
  /** Whether a value keeps to a schema of the document, in the eyes of an independent validator. */
  readonly fits: (schema: Json, value: unknown) => boolean;
  /** What is wrong with a value, for a failing test. */
  readonly complaints: (schema: Json, value: unknown) => string;
}

const verbs = ["get", "put", "post", "delete", "patch"] as const;

/** Reads a document. */
export function described(text: unknown): Described {
  // The document as it travels: what JSON does not carry is gone.
  const document = JSON.parse(JSON.stringify(text)) as Json;
  const validator = new Ajv2020({ strict: false, allErrors: true, validateFormats: true });
  addFormats.default(validator);
  // Names of formats that only say what a person should write there.
  for (const name of ["decimal", "password"]) validator.addFormat(name, true);
  validator.addSchema({ $id: "document", ...document });
  const compiled = new WeakMap<Json, ValidateFunction>();
  const check = (schema: Json): ValidateFunction => {
    const known = compiled.get(schema);
    if (known !== undefined) return known;
    const made = validator.compile(absolute(schema) as Json);
    compiled.set(schema, made);
    return made;
  };
  const follow = (schema: Json): Json => {
    const reference = schema.$ref;
    if (typeof reference !== "string") return schema;
    const { $ref: _followed, ...siblings } = schema;
    return follow({ ...(at(document, reference) as Json), ...siblings });
  };
  return {
    document,
    operations: operationsOf(document),
    follow,
    fits: (schema, value) => check(schema)(value),
    complaints: (schema, value) => {
      check(schema)(value);
      return validator.errorsText(check(schema).errors);
    },
  };
}

/** `#/components/...` of a part of the document means the document. */
function absolute(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(absolute);
  if (typeof json !== "object" || json === null) return json;
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) =>
      key === "$ref" && typeof value === "string" && value.startsWith("#")
        ? [key, `document${value}`]
        : [key, absolute(value)],
    ),
  );
}

function at(document: Json, reference: string): unknown {
  const steps = reference.replace(/^#\//, "").split("/");
  return steps.reduce<unknown>(
    (json, step) => (json as Json)[step.replaceAll("~1", "/").replaceAll("~0", "~")],
    document,
  );
}

function operationsOf(document: Json): DescribedOperation[] {
  return Object.entries(document.paths as Record<string, Json>).flatMap(([path, item]) =>
    verbs.flatMap((method) => {
      const operation = item[method] as Json | undefined;
      if (operation === undefined) return [];
      return [
        {
          id: operation.operationId as string,
          method: method.toUpperCase(),
          path,
          parameters: (operation.parameters ?? []) as DescribedParameter[],
          body: operation.requestBody as DescribedOperation["body"],
          responses: operation.responses as DescribedOperation["responses"],
          security: (operation.security ?? []) as Json[],
        },
      ];
    }),
  );
}
