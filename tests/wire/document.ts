/**
 * An OpenAPI document taken apart by meaning: of each operation its parameters, bodies, answers, security, callbacks; of the
 * whole what it says about itself. Names of components and operations, titles, descriptions and the order of keys say nothing.
 */
import { type Json, plainSchema, withoutNull } from "./plain-schema.ts";

/** What there is to compare of one operation, or of the document as a whole, by name. */
export type Parts = Readonly<Record<string, unknown>>;

/** The name under which a document says something about itself. */
export const aboutItself = "the document";

/** The parts by operation: `GET /users`, `webhook new-user POST`; and those of the whole. */
export function documentParts(document: Json): ReadonlyMap<string, Parts> {
  const found = new Map<string, Parts>([[aboutItself, about(document)]]);
  for (const [path, item] of Object.entries(objectAt(document, "paths")))
    for (const [method, operation] of operationsOf(item as Json))
      found.set(`${method} ${path}`, partsOf(operation, document));
  for (const [name, item] of Object.entries(objectAt(document, "webhooks")))
    for (const [method, operation] of operationsOf(item as Json))
      found.set(`webhook ${name} ${method}`, partsOf(operation, document));
  return found;
}

function about({ info, servers = [{ url: "/" }], tags = [], externalDocs }: Json): Parts {
  const described = (tags as readonly Json[]).map(({ name, ...rest }) => [`tag ${name}`, rest] as const);
  return {
    info,
    servers,
    ...(externalDocs === undefined ? {} : { externalDocs }),
    ...Object.fromEntries(described),
  };
}

const methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

function operationsOf(item: Json): (readonly [method: string, operation: Json])[] {
  return methods
    .filter((method) => item[method] !== undefined)
    .map((method) => [method.toUpperCase(), item[method] as Json] as const);
}

function partsOf(operation: Json, document: Json): Parts {
  const body = operation.requestBody as Json | undefined;
  return {
    ...Object.assign({}, ...listAt(operation, "parameters").map((one) => parameterPart(one, document))),
    ...(body === undefined ? {} : { "the body is required": body.required === true }),
    ...(body === undefined ? {} : contentParts("body", body, document)),
    ...answerParts(operation, document),
    security: securityOf(operation, document),
    deprecated: operation.deprecated === true,
    tags: operation.tags ?? [],
    ...callbackParts(operation, document),
  };
}

function parameterPart(parameter: Json, document: Json): Parts {
  const name = parameter.in === "header" ? String(parameter.name).toLowerCase() : String(parameter.name);
  const { examples, ...schema } = parameter.schema as Json;
  const part = {
    required: parameter.required === true,
    deprecated: parameter.deprecated === true,
    schema: withoutNull(plainSchema(schema, document)),
    examples: examples ?? exampleValues(parameter),
  };
  return { [`${String(parameter.in)} parameter ${name}`]: part };
}

/** One example, or those with names, as values. */
function exampleValues({ example, examples }: Json): readonly unknown[] {
  if (example !== undefined) return [example];
  return Object.values((examples ?? {}) as Json).map((one) => (one as Json).value);
}

function answerParts(operation: Json, document: Json): Parts {
  const parts: Record<string, unknown> = {};
  for (const [status, response] of Object.entries(objectAt(operation, "responses"))) {
    parts[`answers ${status}`] = true;
    // Both documents have one schema for the faults of a request.
    if (status !== "422") Object.assign(parts, contentParts(`answer ${status}`, response as Json, document));
    for (const [name, header] of Object.entries(objectAt(response as Json, "headers")))
      parts[`answer ${status} header ${name.toLowerCase()}`] = plainSchema(
        objectAt(header as Json, "schema"),
        document,
      );
  }
  return parts;
}

function contentParts(where: string, holder: Json, document: Json): Parts {
  const parts: Record<string, unknown> = {};
  for (const [type, media] of Object.entries(objectAt(holder, "content"))) {
    parts[`${where} as ${type}`] = bodyPart(type, media as Json, document);
    const { examples } = media as Json;
    if (examples !== undefined) parts[`${where} as ${type} examples`] = examples;
  }
  return parts;
}

/** Of a stream its items, which 3.1 has no word for: one without is a stream of anything. */
function bodyPart(type: string, media: Json, document: Json): unknown {
  if (isStream(type)) {
    const items = objectAt(media, media.itemSchema === undefined ? "x-itemSchema" : "itemSchema");
    return { items: plainSchema(items, document) };
  }
  const schema = plainSchema(objectAt(media, "schema"), document);
  return isForm(type) ? withoutNullFields(schema as Json) : schema;
}

function isStream(type: string): boolean {
  return type === "application/jsonl" || type === "text/event-stream";
}

function isForm(type: string): boolean {
  return type === "multipart/form-data" || type === "application/x-www-form-urlencoded";
}

/** A form sends text and files: none of its fields can be null. */
function withoutNullFields(form: Json): Json {
  const fields = Object.entries(objectAt(form, "properties")).map(([name, schema]) => [
    name,
    withoutNull(schema),
  ]);
  return fields.length === 0 ? form : { ...form, properties: Object.fromEntries(fields) };
}

/** What has to be shown, as alternatives of schemes with their scopes; schemes by what they are, not by their names. */
function securityOf(operation: Json, document: Json): unknown {
  const schemes = objectAt(objectAt(document, "components"), "securitySchemes");
  const alternatives = (operation.security ?? document.security ?? []) as readonly Json[];
  return alternatives.map((needed) =>
    Object.entries(needed)
      .map(([name, scopes]) => {
        const { description: _, ...scheme } = objectAt(schemes, name);
        return { scheme, scopes: [...(scopes as string[])].sort() };
      })
      .sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b))),
  );
}

function callbackParts(operation: Json, document: Json): Parts {
  const parts: Record<string, unknown> = {};
  for (const [name, urls] of Object.entries(objectAt(operation, "callbacks")))
    for (const [url, item] of Object.entries(urls as Json))
      for (const [method, callback] of operationsOf(item as Json))
        parts[`callback ${name} ${method} ${url}`] = partsOf(callback, document);
  return parts;
}

function objectAt(json: Json, key: string): Json {
  return (json[key] ?? {}) as Json;
}

function listAt(json: Json, key: string): readonly Json[] {
  return (json[key] ?? []) as readonly Json[];
}
