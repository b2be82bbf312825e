/** The types of one call, from its operation in the document: what it takes, and what it gives. */
import type { JsonSchema } from "../contract/schema.ts";
import type { ContentObject, OperationObject, ResponseObject } from "../openapi/document-types.ts";
import { docText, type Member, membersText, typeText, union } from "./type-text.ts";

/** What the texts of an API have in common. */
export interface ApiTypes {
  /** The name of the type that a `$ref` means. */
  readonly name: (reference: string) => string;
  /** The schema that a `$ref` means. */
  readonly schema: (reference: string) => JsonSchema;
  /** Whether errors are written in a shape that the client reads by itself. */
  readonly knowsErrors: boolean;
}

const inputs = { path: "params", query: "query", header: "headers", cookie: "cookies" } as const;
const forms = ["multipart/form-data", "application/x-www-form-urlencoded"];

/** The type of what a call takes, and whether it may be left out. */
export function inputText(
  { parameters = [], requestBody }: OperationObject,
  types: ApiTypes,
): { readonly text: string; readonly optional: boolean } {
  const sources = Object.entries(inputs).flatMap(([place, key]): Member[] => {
    const members = parameters
      .filter((one) => one.in === place)
      .map(({ name, required, schema, description }) => ({
        key: name,
        optional: !required,
        type: typeText(schema, types.name),
        comment: description,
      }));
    const optional = members.every((one) => one.optional);
    return members.length === 0 ? [] : [{ key, optional, type: membersText(members) }];
  });
  const members = [...sources, ...bodyMember(requestBody, types)];
  const text = members.length === 0 ? "CallOptions" : `CallOptions & ${membersText(members)}`;
  return { text, optional: members.every((one) => one.optional) };
}

function bodyMember(body: OperationObject["requestBody"], types: ApiTypes): Member[] {
  if (body === undefined) return [];
  const form = forms.find((type) => type in body.content);
  const content = form === undefined ? Object.values(body.content)[0] : body.content[form];
  const key = form === undefined ? "body" : "form";
  return [{ key, optional: !body.required, type: typeText(content?.schema, types.name) }];
}

/** The type of what a call gives. */
export function resultText({ responses }: OperationObject, types: ApiTypes): string {
  const answers = Object.entries(responses);
  const successes = answers
    .filter(([status]) => status.startsWith("2"))
    .map(([status, answer]) => `Success<${dataText(answer.content, types)}, ${statusText(status)}>`);
  const errors = answers.filter(([status]) => /^[45]/.test(status));
  if (!types.knowsErrors) {
    const known = errors.map(
      ([status, { content }]) => `Refusal<${statusText(status)}, ${dataText(content, types)}>`,
    );
    return union([...successes, ...known, "Refusal<500 | 502 | 503 | 504, unknown>"]);
  }
  const declared = errors.flatMap(([status, answer]) => failuresOf(status, answer, types));
  return union([...successes, ...declared, "InvalidInput", "UnknownFailure"]);
}

/** A class of statuses is any number. */
function statusText(status: string): string {
  return /^\d+$/.test(status) ? status : "number";
}

/** The declared errors of a status: those whose body says a code. */
function failuresOf(status: string, { content = {} }: ResponseObject, types: ApiTypes): string[] {
  const bodies = Object.values(content).flatMap(({ schema }) => alternatives(schema, types));
  return bodies.flatMap((body) => {
    const { code, data } = (body.properties ?? {}) as {
      readonly code?: JsonSchema;
      readonly data?: JsonSchema;
    };
    if (typeof code?.const !== "string" || code.const === "validation_error") return [];
    const isRequired = Array.isArray(body.required) && body.required.includes("data");
    const carried = data === undefined ? "undefined" : typeText(data, types.name);
    const whole = data === undefined || isRequired ? carried : union([carried, "undefined"]);
    return [`Failure<${status}, ${JSON.stringify(code.const)}, ${whole}>`];
  });
}

function alternatives(schema: JsonSchema, types: ApiTypes): JsonSchema[] {
  const resolved = typeof schema.$ref === "string" ? types.schema(schema.$ref) : schema;
  const choices = resolved.oneOf ?? resolved.anyOf;
  return Array.isArray(choices)
    ? choices.flatMap((one) => alternatives(one as JsonSchema, types))
    : [resolved];
}

/** What a client makes of a body, by its media type. */
function dataText(content: ContentObject | undefined, types: ApiTypes): string {
  const texts = Object.entries(content ?? {}).map(([type, body]) => {
    const item = body["x-itemSchema"];
    if (type.startsWith("text/event-stream")) return `EventStream<${typeText(eventData(item), types.name)}>`;
    if (item !== undefined) return `AsyncIterable<${typeText(item, types.name)}>`;
    if (/^application\/(?:[^;]*\+)?json\b/.test(type)) return typeText(body.schema, types.name);
    return type.startsWith("text/") ? "string" : "ReadableStream<Uint8Array>";
  });
  return texts.length === 0 ? "undefined" : union(texts);
}

function eventData(item: JsonSchema | undefined): unknown {
  const { data } = (item?.properties ?? {}) as { readonly data?: JsonSchema };
  return data?.contentSchema;
}

/** What there is to say about a call, for editors. */
export function callComment({ summary, description, deprecated }: OperationObject): string {
  const words = [summary, description, deprecated === true ? "@deprecated" : undefined];
  return docText(words.filter((one) => one !== undefined && one !== "").join("\n"));
}
