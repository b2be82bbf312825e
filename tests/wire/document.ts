/**
 * Compares two OpenAPI documents by meaning: operations, parameters, bodies, responses, security. Names of components and
 * operations, titles, descriptions and the order of keys say nothing here.
 */
import { isDeepStrictEqual } from "node:util";
import { plainSchema } from "./plain-schema.ts";

/** JSON, unread. */
export type Json = Readonly<Record<string, unknown>>;

/** Everything in which a document means something else than the recorded one, one line each. */
export function documentDifferences(wanted: object, given: object): string[] {
  const [want, got] = [operationsOf(wanted as Json), operationsOf(given as Json)];
  return [...new Set([...want.keys(), ...got.keys()])].sort().flatMap((name) => {
    const [one, other] = [want.get(name), got.get(name)];
    if (one === undefined) return [`${name}: is not in FastAPI's document`];
    if (other === undefined) return [`${name}: is missing`];
    return partsThatDiffer(one, other).map((line) => `${name}: ${line}`);
  });
}

type Parts = ReadonlyMap<string, unknown>;

function partsThatDiffer(want: Parts, got: Parts): string[] {
  return [...new Set([...want.keys(), ...got.keys()])]
    .filter((part) => !isDeepStrictEqual(want.get(part), got.get(part)))
    .map((part) => `${part}: want ${show(want.get(part))}, got ${show(got.get(part))}`);
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? "nothing";
}

const methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

function operationsOf(document: Json): Map<string, Parts> {
  const found = new Map<string, Parts>();
  for (const [path, item] of Object.entries(objectAt(document, "paths"))) {
    for (const method of methods) {
      const operation = (item as Json)[method];
      if (operation !== undefined)
        found.set(`${method.toUpperCase()} ${path}`, partsOf(operation as Json, document));
    }
  }
  return found;
}

function partsOf(operation: Json, document: Json): Parts {
  const parts = new Map<string, unknown>();
  const note = (name: string, value: unknown) => void parts.set(name, value);
  for (const parameter of listAt(operation, "parameters")) noteParameter(parameter, document, note);
  const body = operation.requestBody as Json | undefined;
  if (body !== undefined) {
    note("the body is required", body.required === true);
    noteContent("body", body, document, note);
  }
  for (const [status, response] of Object.entries(objectAt(operation, "responses"))) {
    // Errors that FastAPI does not know of stand in ours: a difference on purpose, and a row of the table.
    if (Number(status) >= 400 && status !== "422") continue;
    note(`answers ${status}`, true);
    if (status !== "422") noteContent(`answer ${status}`, response as Json, document, note);
  }
  note("security", securityOf(operation, document));
  if (operation.deprecated === true) note("deprecated", true);
  return parts;
}

type Note = (name: string, value: unknown) => void;

function noteParameter(parameter: Json, document: Json, note: Note): void {
  const name = parameter.in === "header" ? String(parameter.name).toLowerCase() : String(parameter.name);
  note(`${String(parameter.in)} parameter ${name}`, {
    required: parameter.required === true,
    deprecated: parameter.deprecated === true,
    schema: plainSchema(parameter.schema as Json, document),
  });
}

function noteContent(where: string, holder: Json, document: Json, note: Note): void {
  for (const [type, media] of Object.entries(objectAt(holder, "content")))
    note(`${where} as ${type}`, plainSchema(objectAt(media as Json, "schema"), document));
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

function objectAt(json: Json, key: string): Json {
  return (json[key] ?? {}) as Json;
}

function listAt(json: Json, key: string): readonly Json[] {
  return (json[key] ?? []) as readonly Json[];
}
