/** One declared answer as a Response Object: its media type, its schema or that of its items, its headers, examples and links. */
import type { JsonSchema, Schema } from "../contract/schema.ts";
import { isBodiless } from "../http/reply.ts";
import type { ResponseSpec } from "../results/response-spec.ts";
import type { Method } from "../routing/method.ts";
import { annotated } from "./annotated.ts";
import type { ContentObject, HeaderObject, ResponseObject } from "./document-types.ts";
import { partNamedExamples, shownExamples } from "./examples.ts";
import { linksOf, type OperationNames } from "./links.ts";

/** Which answer it is, and of what. */
export interface AnswerPlace {
  readonly method: Method;
  /** NaN for a class of statuses. */
  readonly status: number;
  /** In words, for names and messages: `response`, `response 202`. */
  readonly part: string;
  readonly description: string;
  /** Whether any value may be sent where no schema is declared: true of the success, which is what a handler returns. */
  readonly open: boolean;
}

/** The one whose answer it is. */
export interface Answering {
  /** Where a part of it stands, for messages. */
  readonly where: (part: string) => string;
  readonly names: OperationNames;
  /** The JSON Schema of a body or header, its definitions still with it. */
  readonly json: (schema: Schema, part: string) => JsonSchema;
  /** The same with its definitions moved to the components. */
  readonly place: (json: JsonSchema, part: string) => JsonSchema;
}

/** The Response Object of a declared answer. */
export function answerObject(answering: Answering, spec: ResponseSpec, place: AnswerPlace): ResponseObject {
  const { method, status, part, description, open } = place;
  const headers = Object.entries(spec.headers ?? {}).map(
    ([name, schema]) => [name, headerObject(answering, schema, `${part} header ${name}`)] as const,
  );
  const hasBody = !isBodiless(status) && method !== "HEAD";
  const content = hasBody
    ? contentOf(answering, spec, part, open && !(status >= 300 && status < 400))
    : undefined;
  return {
    description,
    ...(headers.length === 0 ? {} : { headers: Object.fromEntries(headers) }),
    ...(content === undefined ? {} : { content }),
    ...linksOf(spec.links, answering.names, answering.where(part)),
  };
}

function headerObject(answering: Answering, schema: Schema, part: string): HeaderObject {
  const { json, description, deprecated, examples } = annotated(answering.json(schema, part));
  return { ...description, ...deprecated, schema: answering.place(json, part), ...examples };
}

function contentOf(
  answering: Answering,
  spec: ResponseSpec,
  part: string,
  open: boolean,
): ContentObject | undefined {
  const mediaType = spec.type ?? "application/json";
  const examples = shownExamples(spec.examples);
  if (spec.schema !== undefined) {
    const { json, examples: own } = partNamedExamples(answering.json(spec.schema, part));
    return { [mediaType]: { schema: answering.place(json, part), ...own, ...examples } };
  }
  const item = itemOf(answering, spec.items, `${part} item`);
  const itemSchema = mediaType.startsWith("text/event-stream") ? eventOf(item) : item;
  if (itemSchema !== undefined)
    return { [mediaType]: { schema: { type: "string" }, "x-itemSchema": itemSchema, ...examples } };
  if (spec.type === undefined) return open ? { [mediaType]: { schema: {}, ...examples } } : undefined;
  return { [mediaType]: { schema: mediaType.startsWith("text/") ? { type: "string" } : {}, ...examples } };
}

function itemOf(answering: Answering, items: Schema | undefined, part: string): JsonSchema | undefined {
  return items === undefined ? undefined : answering.place(answering.json(items, part), part);
}

/** What `itemSchema` says of an event in OpenAPI 3.2, whose data may be undeclared; in 3.1 it is an extension. */
function eventOf(data: JsonSchema | undefined): JsonSchema {
  const content = data === undefined ? {} : { contentMediaType: "application/json", contentSchema: data };
  return {
    type: "object",
    properties: {
      data: { type: "string", ...content },
      event: { type: "string" },
      id: { type: "string" },
      retry: { type: "integer", minimum: 0 },
    },
    ...(data === undefined ? {} : { required: ["data"] }),
  };
}
