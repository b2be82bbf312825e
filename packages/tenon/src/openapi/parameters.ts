/** The parameters of an operation: what it and its dependencies read from path, query, headers and cookies. */
import type { SourceField, SourceKind } from "../contract/source.ts";
import { pathParameters } from "../routing/path.ts";
import { annotated } from "./annotated.ts";
import type { DescribedOperation } from "./described-operation.ts";
import type { ParameterObject } from "./document-types.ts";

type Place = ParameterObject["in"];

const places: Readonly<Record<Exclude<SourceKind, "form">, Place>> = {
  params: "path",
  query: "query",
  headers: "header",
  cookies: "cookie",
};

/** Header parameters of these names are to be ignored (OpenAPI 3.1, 4.8.12): bodies and schemes say them. */
const ignoredHeaders = new Set(["accept", "content-type", "authorization"]);

/**
 * Path parameters in the order of the path, then query, headers and cookies in the order declared; each name once a place.
 * What stands in the path and nobody reads is there too, as text.
 *
 * @param names what each path parameter is called in the document
 */
export function parametersOf(
  operation: DescribedOperation,
  names: ReadonlyMap<string, string>,
): ParameterObject[] {
  const found = declared(operation);
  const inPath = pathParameters(operation.placed.path).map(({ name }) => {
    const parameter = found.get(`path ${name}`) ?? {
      name,
      in: "path",
      required: true,
      schema: { type: "string" },
    };
    return { ...parameter, name: names.get(name) ?? name };
  });
  const others = [...found.values()];
  const of = (place: Place) => others.filter((parameter) => parameter.in === place);
  return [...inPath, ...of("query"), ...of("header"), ...of("cookie")];
}

function declared(operation: DescribedOperation): Map<string, ParameterObject> {
  const found = new Map<string, ParameterObject>();
  for (const { contract } of operation.plan.inputs.sources) {
    const place = places[contract.kind as keyof typeof places];
    for (const field of contract.fields) {
      const key = `${place} ${field.name}`;
      const earlier = found.get(key);
      if (isLeftOut(place, field)) continue;
      if (earlier === undefined) found.set(key, parameterOf(operation, place, field));
      // Whoever needs it makes it required for all.
      else if (field.required && !earlier.required) found.set(key, { ...earlier, required: true });
    }
  }
  return found;
}

function isLeftOut(place: Place, { name, json }: SourceField): boolean {
  // A path cannot be called without its parameters.
  if (json.hidden === true) return place !== "path";
  return place === "header" && ignoredHeaders.has(name.toLowerCase());
}

function parameterOf(operation: DescribedOperation, place: Place, field: SourceField): ParameterObject {
  const { json, description, deprecated, examples } = annotated(field.json);
  return {
    name: field.name,
    in: place,
    ...description,
    required: place === "path" || field.required,
    ...deprecated,
    schema: operation.schema(json, "input", `${place} ${field.name}`),
    ...examples,
  };
}
