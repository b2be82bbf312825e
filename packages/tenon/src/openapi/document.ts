/**
 * The OpenAPI 3.1 document of an app: a pure function of its declarations, the same text every time. Nothing in it is
 * annotated twice: inputs, security and errors are read from the plans that serve.
 */
import { detailShape } from "../http/detail-shape.ts";
import type { ErrorShape } from "../http/error-shape.ts";
import type { PlacedOperation } from "../routing/place.ts";
import { SchemaComponents } from "./components.ts";
import { DescribedOperation } from "./described-operation.ts";
import type { DocumentInfo } from "./document-info.ts";
import type {
  ComponentsObject,
  InfoObject,
  OpenApiDocument,
  OperationObject,
  TagObject,
} from "./document-types.ts";
import { ErrorBodies } from "./error-bodies.ts";
import { merged } from "./merge.ts";
import { OperationIds } from "./operation-ids.ts";
import { operationObject } from "./operation-object.ts";
import { PathTemplates } from "./path-templates.ts";
import { SecuritySchemes, schemesOf } from "./security.ts";

export type { DocumentInfo, NamedOperation } from "./document-info.ts";
export type { OpenApiDocument } from "./document-types.ts";

/**
 * Makes the document.
 * @param info what the app says about itself
 * @param placed all operations; hidden ones are left out
 * @param errorShape how the app writes its errors
 * @throws {StartError} when declarations contradict each other: one name with two shapes, one id for two operations
 * @throws {ContractError} when a schema cannot say its JSON Schema
 */
export function openapiDocument(
  info: DocumentInfo,
  placed: readonly PlacedOperation[],
  errorShape: ErrorShape = detailShape,
): OpenApiDocument {
  const components = new SchemaComponents();
  const errors = new ErrorBodies(errorShape, components);
  const schemes = new SecuritySchemes();
  const templates = new PathTemplates();
  const ids = new OperationIds(info.operationId);
  const shown = placed.filter(({ hidden }) => !hidden);
  const described = shown.map((one) => {
    const operation = new DescribedOperation(one, components, errors);
    for (const scheme of schemesOf(operation.plan.graph)) schemes.add(scheme, one.id);
    const { path, names } = templates.of(one.path);
    return { one, path, object: operationObject(operation, ids.of(one), names) };
  });
  const schemas = components.finish();
  const paths: Record<string, Record<string, OperationObject>> = {};
  for (const { one, path, object } of described) {
    const { openapi = {} } = one.operation.needs;
    paths[path] = { ...paths[path], [one.operation.method.toLowerCase()]: merged(object, openapi) };
  }
  const tags = tagsOf(info, shown);
  return {
    openapi: "3.1.0",
    info: infoObject(info),
    servers: info.servers ?? [{ url: "/" }],
    paths,
    ...componentsOf(schemas, schemes.finish()),
    ...(tags.length === 0 ? {} : { tags }),
    ...(info.externalDocs === undefined ? {} : { externalDocs: info.externalDocs }),
  };
}

/** With every member in a fixed order, whatever order the app was written in. */
function infoObject({
  title,
  summary,
  description,
  termsOfService,
  contact,
  license,
  version,
}: DocumentInfo): InfoObject {
  return {
    title,
    ...(summary === undefined ? {} : { summary }),
    ...(description === undefined ? {} : { description }),
    ...(termsOfService === undefined ? {} : { termsOfService }),
    ...(contact === undefined ? {} : { contact }),
    ...(license === undefined ? {} : { license }),
    version,
  };
}

/** The described ones first, then the others in the order of their first use. */
function tagsOf({ tagDescriptions = {} }: DocumentInfo, shown: readonly PlacedOperation[]): TagObject[] {
  const names = new Set([...Object.keys(tagDescriptions), ...shown.flatMap(({ tags }) => tags)]);
  return [...names].map((name) => ({ name, ...tagDescriptions[name] }));
}

function componentsOf(
  schemas: NonNullable<ComponentsObject["schemas"]>,
  securitySchemes: NonNullable<ComponentsObject["securitySchemes"]>,
): { readonly components?: ComponentsObject } {
  const components = {
    ...(Object.keys(schemas).length === 0 ? {} : { schemas }),
    ...(Object.keys(securitySchemes).length === 0 ? {} : { securitySchemes }),
  };
  return Object.keys(components).length === 0 ? {} : { components };
}
