/** Conduit's own document says what the published one says; what differs is listed with its reason. */
import { expect, test } from "vitest";
import app from "../app/main.ts";
import { differences, members, published } from "./published.ts";

interface Operation {
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
  }[];
  readonly responses: Readonly<Record<string, unknown>>;
  readonly security?: readonly object[];
  readonly requestBody?: {
    readonly content: { readonly "application/json": { readonly schema: { readonly required: string[] } } };
  };
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, { readonly required: readonly string[] }>>;
    readonly securitySchemes: unknown;
  };
}

const document = JSON.parse(JSON.stringify(app.openapi())) as Document;
const operations = new Map(
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => [
      `${method.toUpperCase()} ${path.replace(/^\/api/, "")}`,
      operation,
    ]),
  ),
);

test("has the operations of the published document, and no other", () => {
  expect([...operations.keys()].sort()).toEqual(Object.keys(published).sort());
});

test.each(Object.entries(published))("%s has its parameters, its body and its scheme", (name, expected) => {
  const operation = operations.get(name) as Operation;
  const parameters = (operation.parameters ?? []).map(
    ({ name, in: place, required }) => `${place}:${name}${required === true ? "!" : ""}`,
  );
  expect(parameters.sort()).toEqual([...expected.parameters].sort());
  const body = operation.requestBody?.content["application/json"].schema.required;
  expect(body).toEqual(expected.body === undefined ? undefined : [expected.body]);
  const { security = [] } = operation;
  const isOptional = security.some((one) => Object.keys(one).length === 0);
  expect(security.length > 0 && !isOptional).toBe(expected.token);
});

test("has the statuses of the published document, but for the listed differences", () => {
  const found = Object.entries(published).flatMap(([name, { statuses }]) => {
    const ours = Object.keys(operations.get(name)?.responses ?? {}).map(Number);
    const more = ours.filter((status) => !statuses.includes(status)).map((status) => `+${status}`);
    const less = statuses.filter((status) => !ours.includes(status)).map((status) => `-${status}`);
    return [...more, ...less].map((difference) => [name, difference]);
  });
  expect(found.sort()).toEqual(
    Object.entries(differences)
      .map(([name, [difference]]) => [name, difference])
      .sort(),
  );
});

test("has its schemas with their members", () => {
  const { schemas } = document.components;
  for (const [name, required] of Object.entries(members)) {
    expect([name, [...(schemas[name]?.required ?? [])].sort()]).toEqual([name, required]);
  }
  expect(schemas.GenericErrorModel?.required).toEqual(["errors"]);
});

test("has the scheme of the published document", () => {
  expect(document.components.securitySchemes).toMatchObject({
    Token: { type: "apiKey", in: "header", name: "Authorization" },
  });
});
