/** The bodies of errors as the document shows them: those of the app's error shape, each under one name. */
import { responseContract } from "../contract/contract.ts";
import { isJsonSchema, own } from "../contract/json-schema.ts";
import { isSchema, type JsonSchema, type Schema } from "../contract/schema.ts";
import type { ErrorShape } from "../http/error-shape.ts";
import type { ErrorDefinition } from "../http/errors.ts";
import type { SchemaComponents } from "./components.ts";
import { pascalCase } from "./words.ts";

/** The error bodies of one document. */
export class ErrorBodies {
  readonly mediaType: string;
  /** Of a request whose inputs break the contract. */
  readonly validationStatus: number;
  readonly #shape: ErrorShape;
  readonly #components: SchemaComponents;

  constructor(shape: ErrorShape, components: SchemaComponents) {
    this.mediaType = shape.mediaType;
    this.validationStatus = shape.validation.status;
    this.#shape = shape;
    this.#components = components;
  }

  /** An error without a code. `where` is for messages. */
  plain(where: string): JsonSchema {
    const { schema } = this.#shape;
    return this.#placed(isSchema(schema) ? schema : schema(undefined), "HTTPError", where);
  }

  /** All faults of a request. */
  validation(where: string): JsonSchema {
    const { schema, validation } = this.#shape;
    // One schema for everything has one name.
    const name = validation.schema === schema ? "HTTPError" : "HTTPValidationError";
    return this.#placed(validation.schema, name, where);
  }

  /** A declared error. */
  declared(definition: ErrorDefinition, where: string): JsonSchema {
    const { schema } = this.#shape;
    if (isSchema(schema)) return this.plain(where);
    const { status, code, message } = definition;
    const words = pascalCase(code);
    const name = words.endsWith("Error") ? words : `${words}Error`;
    const carried = definition.schema === undefined ? undefined : responseContract(definition.schema, where);
    const { $defs, ...data } = carried?.outputJson() ?? {};
    const json = schema({
      status,
      code,
      message,
      name,
      data: carried === undefined ? undefined : data,
      dataRequired: carried?.required === true,
    });
    return this.#placed(isJsonSchema($defs) ? withDefinitions(json, $defs) : json, name, where);
  }

  #placed(schema: Schema | JsonSchema, name: string, where: string): JsonSchema {
    const json = isSchema(schema) ? responseContract(schema, where).outputJson() : schema;
    // A schema with a name of its own refers to itself by it.
    if (typeof own(json, "$ref") === "string") return this.#components.place(json, "output", { where, name });
    const title = isSchema(schema) ? undefined : own(json, "title");
    return this.#components.named(typeof title === "string" ? title : name, json, where);
  }
}

function withDefinitions(json: JsonSchema, definitions: JsonSchema): JsonSchema {
  const { $defs } = json;
  return { ...json, $defs: { ...(isJsonSchema($defs) ? $defs : {}), ...definitions } };
}
