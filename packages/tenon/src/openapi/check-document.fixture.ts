/** A compact structural check of a document, for tests: what OpenAPI 3.1 demands and a reader would stumble over. */
import type { OpenApiDocument, OperationObject } from "./document-types.ts";

/** What is wrong with a document, in words; empty when nothing is. */
export function checkDocument(document: OpenApiDocument): string[] {
  const found: string[] = [];
  const ids = new Set<string>();
  const shapes = new Set<string>();
  for (const [path, item] of Object.entries(document.paths)) {
    const shape = path.replace(/\{[^}]*\}/g, "{}");
    if (shapes.has(shape)) found.push(`${path} is the same path as another`);
    shapes.add(shape);
    for (const [method, operation] of Object.entries(item)) {
      const where = `${method} ${path}`;
      if (ids.has(operation.operationId)) found.push(`${where}: the id ${operation.operationId} is taken`);
      ids.add(operation.operationId);
      found.push(...checkOperation(document, operation, path).map((fault) => `${where}: ${fault}`));
    }
  }
  return [...found, ...checkReferences(document)];
}

function checkReferences(document: OpenApiDocument): string[] {
  const found: string[] = [];
  const names = Object.keys(document.components?.schemas ?? {});
  found.push(
    ...names.filter((name) => !/^[A-Za-z0-9._-]+$/.test(name)).map((name) => `the name ${name} is none`),
  );
  const text = JSON.stringify(document);
  found.push(
    ...names
      .filter((name) => !text.includes(`"#/components/schemas/${name}"`))
      .map((name) => `${name} is not used`),
  );
  for (const [, target = ""] of text.matchAll(/"\$ref":"([^"]*)"/g)) {
    const name = /^#\/components\/schemas\/(.+)$/.exec(target)?.[1];
    if (name === undefined || !names.includes(name)) found.push(`nothing stands at ${target}`);
  }
  for (const leftOver of ["$defs", "$schema"])
    if (text.includes(`"${leftOver}":`)) found.push(`${leftOver} is left`);
  return found;
}

function checkOperation({ components }: OpenApiDocument, operation: OperationObject, path: string): string[] {
  const { parameters = [], requestBody, responses, security } = operation;
  const found: string[] = [];
  const inPath = Array.from(path.matchAll(/\{([^}]*)\}/g), ([, name]) => name);
  const declared = parameters.filter((parameter) => parameter.in === "path");
  if (declared.map(({ name }) => name).join() !== inPath.join())
    found.push("the path parameters are not those of the path");
  if (declared.some(({ required }) => !required)) found.push("a path parameter is optional");
  const keys = parameters.map((parameter) => `${parameter.in} ${parameter.name}`);
  if (new Set(keys).size < keys.length) found.push("a parameter stands twice");
  if (requestBody !== undefined && Object.keys(requestBody.content).length === 0)
    found.push("the body has no content");
  // A success may have any status, a teapot's 418 too; refusals alone are none.
  if (Object.keys(responses).every((status) => ["401", "403", "422"].includes(status)))
    found.push("nothing says what a success is");
  if (Object.values(responses).some(({ description }) => typeof description !== "string"))
    found.push("a response says nothing");
  for (const name of security.flatMap((requirement) => Object.keys(requirement))) {
    if (components?.securitySchemes?.[name] === undefined) found.push(`the scheme ${name} is not there`);
  }
  return found;
}
