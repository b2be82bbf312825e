/** The bodies of the errors that every app can answer with, under FastAPI's names. */
import type { JsonSchema } from "../contract/schema.ts";
import type { SchemaComponents } from "./components.ts";

/** An error without a code: `{"detail": ...}`. */
export function httpError(components: SchemaComponents, where: string): JsonSchema {
  const json = {
    type: "object",
    title: "HTTPError",
    properties: { detail: { type: "string" } },
    required: ["detail"],
  };
  return components.named("HTTPError", json, where);
}

/** All faults of a request, as a 422 lists them. */
export function httpValidationError(components: SchemaComponents, where: string): JsonSchema {
  const faults = { type: "array", items: { $ref: "#/$defs/ValidationError" }, title: "Detail" };
  const json = {
    type: "object",
    title: "HTTPValidationError",
    properties: { detail: faults },
    required: ["detail"],
    $defs: { ValidationError: validationError },
  };
  return components.named("HTTPValidationError", json, where);
}

const validationError: JsonSchema = {
  type: "object",
  title: "ValidationError",
  properties: {
    loc: { type: "array", items: { anyOf: [{ type: "string" }, { type: "integer" }] }, title: "Location" },
    msg: { type: "string", title: "Message" },
    type: { type: "string", title: "Error Type" },
    input: { title: "Input" },
    ctx: { type: "object", title: "Context" },
  },
  required: ["loc", "msg", "type"],
};
