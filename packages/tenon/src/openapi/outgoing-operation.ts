/**
 * A request that the service sends, as the document shows it. The sides are turned: what it carries is written by us, and what
 * comes back is read.
 */
import { wireName } from "../contract/alias.ts";
import { contract, responseContract } from "../contract/contract.ts";
import type { JsonSchema, Schema } from "../contract/schema.ts";
import { specOf } from "../results/response-writer.ts";
import type { OutgoingContract } from "../routing/outgoing.ts";
import { annotated } from "./annotated.ts";
import { type Answering, answerObject } from "./answer-object.ts";
import type { SchemaComponents } from "./components.ts";
import type {
  OperationObject,
  ParameterObject,
  RequestBodyObject,
  ResponseObject,
} from "./document-types.ts";
import { partNamedExamples } from "./examples.ts";
import type { OperationNames } from "./links.ts";
import { descriptionOf } from "./responses.ts";
import { pascalCase, summaryOf } from "./words.ts";

/** What its parts are made with. */
export interface OutgoingPlace {
  /** For messages and names: `webhooks.userDeleted`. */
  readonly id: string;
  /** Its name in the document. */
  readonly operationId: string;
  readonly components: SchemaComponents;
  readonly names: OperationNames;
}

/** Its Operation Object, before what was written by hand is merged in. */
export function outgoingOperation(sent: OutgoingContract, place: OutgoingPlace): OperationObject {
  const parameters = parametersOf(sent, place);
  const requestBody = bodyOf(sent, place);
  return {
    ...(sent.tags === undefined ? {} : { tags: sent.tags }),
    summary: sent.summary ?? summaryOf(place.id),
    ...(sent.description === undefined ? {} : { description: sent.description }),
    operationId: place.operationId,
    ...(sent.deprecated === true ? { deprecated: true } : {}),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(requestBody === undefined ? {} : { requestBody }),
    responses: responsesOf(sent, place),
    // Our schemes are for those who call us.
    security: [],
  };
}

function bodyOf({ body }: OutgoingContract, place: OutgoingPlace): RequestBodyObject | undefined {
  if (body === undefined) return undefined;
  const made = responseContract(body, `${place.id}: body`);
  const { json, examples } = partNamedExamples(made.outputJson());
  const schema = placed(place, json, "output", "body");
  return { required: made.required, content: { "application/json": { schema, ...examples } } };
}

function parametersOf(
  { query = {}, headers = {} }: OutgoingContract,
  place: OutgoingPlace,
): ParameterObject[] {
  const of = (where: "query" | "header", schemas: Readonly<Record<string, Schema>>): ParameterObject[] =>
    Object.entries(schemas).map(([key, schema]) => {
      const part = `${where} ${key}`;
      const made = responseContract(schema, `${place.id}: ${part}`);
      const { json, description, deprecated, examples } = annotated(made.outputJson());
      const shown = placed(place, json, "output", part);
      const name = wireName(where === "header" ? "headers" : where, key, json, json, schema);
      return {
        name,
        in: where,
        ...description,
        required: made.required,
        ...deprecated,
        schema: shown,
        ...examples,
      };
    });
  return [...of("query", query), ...of("header", headers)];
}

function responsesOf(
  sent: OutgoingContract,
  place: OutgoingPlace,
): { readonly [status: string]: ResponseObject } {
  const { status = 200, response, responseDescription, responses = {}, method = "POST" } = sent;
  const answering: Answering = {
    where: (part) => `${place.id}: ${part}`,
    names: place.names,
    json: (schema, part) => contract(schema, `${place.id}: ${part}`).inputJson(),
    place: (json, part) => placed(place, json, "input", part),
  };
  const all = { ...responses, [status]: responses[status] ?? {} };
  const answers = Object.entries(all).map(([code, declared]) => {
    const own = Number(code) === status;
    const spec = own && response !== undefined ? { ...specOf(declared), schema: response } : specOf(declared);
    const said = own ? responseDescription : undefined;
    const part = own ? "response" : `response ${code}`;
    const description = said ?? descriptionOf(code, spec);
    return [
      code,
      answerObject(answering, spec, { method, status: Number(code), part, description, open: own }),
    ] as const;
  });
  return Object.fromEntries(answers);
}

function placed(
  { id, components }: OutgoingPlace,
  json: JsonSchema,
  side: "input" | "output",
  part: string,
): JsonSchema {
  return components.place(json, side, { where: `${id}: ${part}`, name: pascalCase(`${id} ${part}`) });
}
