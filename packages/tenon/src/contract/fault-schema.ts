/** The JSON Schema of a fault, under FastAPI's names. */
import type { JsonSchema } from "./schema.ts";

/** What the document shows of one entry of a 422's `detail`. */
export const faultSchema: JsonSchema = {
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
