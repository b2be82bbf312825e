/** What breaks a client in one operation, a rule a function. */
import type { OperationObject, ParameterObject, SecurityRequirement } from "../openapi/document-types.ts";
import type { SchemaChanges } from "./schema-changes.ts";
import type { Shape } from "./schema-shape.ts";

/** Two versions of an operation. */
export interface OperationChange {
  readonly before: OperationObject;
  readonly after: OperationObject;
  readonly schemas: SchemaChanges;
}

/** Says what is wrong; nothing when all is well. */
export type OperationRule = (change: OperationChange) => readonly string[];

export const operationRules: readonly OperationRule[] = [
  renamed,
  parameterRequired,
  parameterRemoved,
  parameterChanged,
  bodyRequired,
  bodyChanged,
  responseRemoved,
  responseChanged,
  responseHeaderRemoved,
  securityAdded,
];

/** Generated clients call it by its id. */
export function renamed({ before, after }: OperationChange): readonly string[] {
  return before.operationId === after.operationId
    ? []
    : [`operationId was ${before.operationId}, and is ${after.operationId}`];
}

/** A parameter is required that was not, or is new. */
export function parameterRequired({ before, after }: OperationChange): readonly string[] {
  return (after.parameters ?? [])
    .filter((it) => it.required && it.in !== "path" && found(before, it)?.required !== true)
    .map((it) => `${titleOf(it)} is required`);
}

/** What clients send there has no effect any more. */
export function parameterRemoved({ before, after }: OperationChange): readonly string[] {
  return (before.parameters ?? [])
    .filter((it) => it.in !== "path" && found(after, it) === undefined)
    .map((it) => `${titleOf(it)} is removed`);
}

/** A parameter takes less. Those of the path are compared in their order: their names are nobody's business. */
export function parameterChanged({ before, after, schemas }: OperationChange): readonly string[] {
  const inPath = pathParameters(after);
  const pairs = [
    ...pathParameters(before).map((old, nth) => [old, inPath[nth]] as const),
    ...(before.parameters ?? [])
      .filter((it) => it.in !== "path")
      .map((old) => [old, found(after, old)] as const),
  ];
  return pairs.flatMap(([old, now]) =>
    now === undefined
      ? []
      : schemas
          .between(old.schema as Shape, now.schema as Shape, "request")
          .map((what) => `${titleOf(now)} ${what}`),
  );
}

/** A body has to be sent. */
export function bodyRequired({ before, after }: OperationChange): readonly string[] {
  return after.requestBody?.required === true && before.requestBody?.required !== true
    ? ["a body is required"]
    : [];
}

/** A media type is refused, or a body of it takes less. */
export function bodyChanged({ before, after, schemas }: OperationChange): readonly string[] {
  if (after.requestBody === undefined) return [];
  const { content } = after.requestBody;
  return Object.entries(before.requestBody?.content ?? {}).flatMap(([type, old]) => {
    const now = content[type];
    if (now === undefined) return [`the body may not be ${type} any more`];
    return schemas
      .between(old.schema as Shape, now.schema as Shape, "request")
      .map((what) => `the body: ${what}`);
  });
}

/** A success that clients wait for. That an error does not come any more breaks nobody. */
export function responseRemoved({ before, after }: OperationChange): readonly string[] {
  return Object.keys(before.responses)
    .filter((status) => /^[123]/.test(status) && after.responses[status] === undefined)
    .map((status) => `the response ${status} is removed`);
}

/** An answer lacks what clients read, or says what they do not know. */
export function responseChanged({ before, after, schemas }: OperationChange): readonly string[] {
  return Object.entries(before.responses).flatMap(([status, old]) => {
    const now = after.responses[status];
    if (now === undefined) return [];
    return Object.entries(old.content ?? {}).flatMap(([type, { schema }]) => {
      const sent = now.content?.[type];
      if (sent === undefined) return [`the response ${status} is not ${type} any more`];
      return schemas
        .between((schema ?? {}) as Shape, (sent.schema ?? {}) as Shape, "response")
        .map((what) => `the response ${status}: ${what}`);
    });
  });
}

/** A header that clients may read. */
export function responseHeaderRemoved({ before, after }: OperationChange): readonly string[] {
  return Object.entries(before.responses).flatMap(([status, { headers }]) => {
    const now = after.responses[status];
    if (now === undefined) return [];
    const names = new Set(Object.keys(now.headers ?? {}).map((name) => name.toLowerCase()));
    return Object.keys(headers ?? {})
      .filter((name) => !names.has(name.toLowerCase()))
      .map((name) => `the response ${status}: header ${name} is removed`);
  });
}

/** Whoever could call before has to be able to: one of the ways now asks for no more than each of the ways then. */
export function securityAdded({ before, after }: OperationChange): readonly string[] {
  const [old, now] = [waysOf(before.security), waysOf(after.security)];
  return old
    .filter((way) => !now.some((other) => asksNoMore(other, way)))
    .map((way) => `security: ${shown(way)} is not enough any more, it takes ${now.map(shown).join(" or ")}`);
}

function waysOf(security: readonly SecurityRequirement[] | undefined): readonly SecurityRequirement[] {
  return security === undefined || security.length === 0 ? [{}] : security;
}

function asksNoMore(way: SecurityRequirement, than: SecurityRequirement): boolean {
  return Object.entries(way).every(([scheme, scopes]) => {
    const had = than[scheme];
    return had !== undefined && scopes.every((scope) => had.includes(scope));
  });
}

function shown(way: SecurityRequirement): string {
  const parts = Object.entries(way).map(([scheme, scopes]) =>
    scopes.length === 0 ? scheme : `${scheme} (${scopes.join(" ")})`,
  );
  return parts.length === 0 ? "nothing" : parts.join(" and ");
}

function found({ parameters = [] }: OperationObject, wanted: ParameterObject): ParameterObject | undefined {
  const name = (it: ParameterObject): string => (it.in === "header" ? it.name.toLowerCase() : it.name);
  return parameters.find((it) => it.in === wanted.in && name(it) === name(wanted));
}

function pathParameters({ parameters = [] }: OperationObject): readonly ParameterObject[] {
  return parameters.filter((it) => it.in === "path");
}

function titleOf({ in: place, name }: ParameterObject): string {
  return `${place} parameter "${name}"`;
}
