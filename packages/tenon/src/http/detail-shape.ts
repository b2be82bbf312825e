/** FastAPI's error bodies, and the default: `{"detail": ...}`. */
import { faultSchema } from "../contract/fault-schema.ts";
import type { JsonSchema } from "../contract/schema.ts";
import { readDetail } from "./error-reading.ts";
import type { DescribedError, ErrorShape } from "./error-shape.ts";
import { DeclaredError } from "./errors.ts";

/**
 * FastAPI's shape: `{"detail": ...}`; a declared error has its `code`, and its `data` if it carries any. The faults of inputs
 * are a 422 with a list for its detail.
 */
export const detailShape: ErrorShape = {
  mediaType: "application/json",
  body: (error) => ({
    detail: error.detail,
    ...(error instanceof DeclaredError ? { code: error.code } : {}),
    ...(error instanceof DeclaredError && error.data !== undefined ? { data: error.data } : {}),
  }),
  schema: (declared) => (declared === undefined ? httpError : declaredError(declared)),
  validation: {
    status: 422,
    body: ({ faults }) => ({ detail: faults }),
    schema: {
      type: "object",
      title: "HTTPValidationError",
      properties: {
        detail: { type: "array", items: { $ref: "#/$defs/ValidationError" }, title: "Detail" },
      },
      required: ["detail"],
      $defs: { ValidationError: faultSchema },
    },
  },
  read: readDetail,
};

const httpError: JsonSchema = {
  type: "object",
  title: "HTTPError",
  properties: { detail: { type: "string" } },
  required: ["detail"],
};

function declaredError({ name, code, data, dataRequired }: DescribedError): JsonSchema {
  const properties = { detail: { type: "string" }, code: { type: "string", const: code } };
  return {
    type: "object",
    title: name,
    properties: data === undefined ? properties : { ...properties, data },
    required: dataRequired ? ["detail", "code", "data"] : ["detail", "code"],
  };
}
