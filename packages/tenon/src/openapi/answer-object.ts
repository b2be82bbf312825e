/** One declared answer as a Response Object: its media type, its schema or that of its items, its headers. */
import { responseContract } from "../contract/contract.ts";
import type { JsonSchema, Schema } from "../contract/schema.ts";
import type { ResponseSpec } from "../results/response-spec.ts";
import type { DescribedOperation } from "./described-operation.ts";
import type { ContentObject, ResponseObject } from "./document-types.ts";

/** Which answer of an operation it is. */
export interface AnswerPlace {
  readonly status: number;
  /** In words, for names and messages: `response`, `response 202`. */
  readonly part: string;
  readonly description: string;
  /** Whether any value may be sent where no schema is declared: true of the success, which is what a handler returns. */
  readonly open: boolean;
}

const BODYLESS = new Set([204, 205, 304]);

/** The Response Object of a declared answer. */
export function answerObject(
  operation: DescribedOperation,
  spec: ResponseSpec,
  { status, part, description, open }: AnswerPlace,
): ResponseObject {
  const headers = Object.entries(spec.headers ?? {}).map(
    ([name, schema]) => [name, { schema: placed(operation, schema, `${part} header ${name}`) }] as const,
  );
  const hasBody = !BODYLESS.has(status) && operation.placed.operation.method !== "HEAD";
  const content = hasBody
    ? contentOf(operation, spec, part, open && !(status >= 300 && status < 400))
    : undefined;
  return {
    description,
    ...(headers.length === 0 ? {} : { headers: Object.fromEntries(headers) }),
    ...(content === undefined ? {} : { content }),
  };
}

/** The JSON Schema of a body, its definitions moved to the components. */
export function placed(operation: DescribedOperation, schema: Schema, part: string): JsonSchema {
  return operation.schema(responseContract(schema, operation.where(part)).outputJson(), "output", part);
}

function contentOf(
  operation: DescribedOperation,
  { schema, items, type }: ResponseSpec,
  part: string,
  open: boolean,
): ContentObject | undefined {
  const mediaType = type ?? "application/json";
  if (schema !== undefined) return { [mediaType]: { schema: placed(operation, schema, part) } };
  if (items !== undefined) {
    const item = placed(operation, items, `${part} item`);
    const isEvents = mediaType.startsWith("text/event-stream");
    return { [mediaType]: { schema: { type: "string" }, "x-itemSchema": isEvents ? eventOf(item) : item } };
  }
  if (type === undefined) return open ? { [mediaType]: { schema: {} } } : undefined;
  return { [mediaType]: { schema: type.startsWith("text/") ? { type: "string" } : {} } };
}

/** What `itemSchema` says of an event in OpenAPI 3.2; in 3.1 it is an extension. */
function eventOf(data: JsonSchema): JsonSchema {
  return {
    type: "object",
    properties: {
      data: { type: "string", contentMediaType: "application/json", contentSchema: data },
      event: { type: "string" },
      id: { type: "string" },
      retry: { type: "integer", minimum: 0 },
    },
    required: ["data"],
  };
}
