/**
 * The OpenAPI 3.1 document of an app: a pure function of its declarations, the same text every time. Nothing in it is
 * annotated twice: inputs, security and errors are read from the plans that serve.
 */
import { detailShape } from "../http/detail-shape.ts";
import type { ErrorShape } from "../http/error-shape.ts";
import type { PlacedOperation } from "../routing/place.ts";
import { SchemaComponents } from "./components.ts";
import { DescribedOperation } from "./described-operation.ts";
import type { DocumentInfo, NamedOperation } from "./document-info.ts";
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
import { OutgoingRequests, type Settled } from "./outgoing-requests.ts";
import { PathTemplates } from "./path-templates.ts";
import { SecuritySchemes, schemesOf } from "./security.ts";

export type { DocumentInfo, NamedOperation } from "./document-info.ts";
export type { OpenApiDocument } from "./document-types.ts";

/** The app around the operations of a document. */
export interface DocumentSurroundings {
  /** How it writes its errors. Default: `{"detail": ...}`. */
  readonly errorShape?: ErrorShape | undefined;
  /** All its operations, where the document shows some of them only. */
  readonly all?: readonly PlacedOperation[];
}

/**
 * Makes the document.
 * @param info what the app says about itself
 * @param placed the operations in it; hidden ones are left out
 * @param surroundings the app around them
 * @throws {StartError} when declarations contradict each other: one name with two shapes, one id for two operations
 * @throws {ContractError} when a schema cannot say its JSON Schema
 */
export function openapiDocument(
  info: DocumentInfo,
  placed: readonly PlacedOperation[],
  { errorShape = detailShape, all = placed }: DocumentSurroundings = {},
): OpenApiDocument {
  const components = new SchemaComponents();
  const errors = new ErrorBodies(errorShape, components);
  const schemes = new SecuritySchemes();
  const shown = placed.filter(({ hidden }) => !hidden);
  const ids = new OperationIds(info.operationId);
  const names = new Map<string, string | undefined>(all.map(({ id }) => [id, undefined]));
  for (const one of shown) names.set(one.id, ids.of(named(one), one.operation.needs.openapi?.operationId));
  const outgoing = new OutgoingRequests(components, names, ids);
  const templates = new PathTemplates();
  const described = shown.map((one) => {
    const operation = new DescribedOperation(one, components, errors, names);
    for (const scheme of schemesOf(operation.plan.graph)) schemes.add(scheme, one.id);
    const { path, names: parameters } = templates.of(one.path);
    const object = operationObject(operation, names.get(one.id) ?? one.id, parameters);
    return { one, path, object, callbacks: outgoing.callbacks(one.id, one.operation.needs.callbacks) };
  });
  const webhooks = outgoing.webhooks(info.webhooks);
  const schemas = components.finish();
  const tags = tagsOf(info, shown);
  const document = {
    openapi: "3.1.0",
    info: infoObject(info),
    servers: info.servers ?? [{ url: "/" }],
    paths: pathsOf(described),
    ...webhooks(),
    ...componentsOf(schemas, schemes.finish()),
    ...(tags.length === 0 ? {} : { tags }),
    ...(info.externalDocs === undefined ? {} : { externalDocs: info.externalDocs }),
  };
  return merged(document, info.openapi ?? {});
}

interface Described {
  readonly one: PlacedOperation;
  readonly path: string;
  readonly object: OperationObject;
  readonly callbacks: Settled<Pick<OperationObject, "callbacks">>;
}

/** Written when all names are settled: what is merged in copies the objects. */
function pathsOf(described: readonly Described[]): Record<string, Record<string, OperationObject>> {
  const paths: Record<string, Record<string, OperationObject>> = {};
  for (const { one, path, object, callbacks } of described) {
    const { method, needs } = one.operation;
    const written = merged({ ...object, ...callbacks() }, needs.openapi ?? {});
    paths[path] = { ...paths[path], [method.toLowerCase()]: written };
  }
  return paths;
}

function named({ id, path, tags, operation: { method } }: PlacedOperation): NamedOperation {
  return { id, path, tags, method };
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
function tagsOf(
  { tagDescriptions = {}, webhooks = {} }: DocumentInfo,
  shown: readonly PlacedOperation[],
): TagObject[] {
  const callbacks = shown.flatMap(({ operation }) => Object.values(operation.needs.callbacks ?? {}));
  const sent = [...callbacks, ...Object.values(webhooks)].flatMap(({ contract }) => contract.tags ?? []);
  const names = new Set([...Object.keys(tagDescriptions), ...shown.flatMap(({ tags }) => tags), ...sent]);
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
