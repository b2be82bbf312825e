/** The answers of an operation: its success, the faults of its inputs, its schemes' refusals, and every declared error. */
import { responseContract } from "../contract/contract.ts";
import { isJsonSchema } from "../contract/json-schema.ts";
import type { JsonSchema } from "../contract/schema.ts";
import type { ErrorDefinition } from "../http/errors.ts";
import type { DescribedOperation } from "./described-operation.ts";
import type { ResponseObject, SecurityRequirement } from "./document-types.ts";
import { Refusal } from "./refusal.ts";
import { httpError, httpValidationError } from "./standard-errors.ts";
import { pascalCase } from "./words.ts";

type Responses = { readonly [status: string]: ResponseObject };

/** By status, ascending. */
export function responsesOf(
  operation: DescribedOperation,
  security: readonly SecurityRequirement[],
): Responses {
  const refusals = new Map<number, Refusal>();
  const at = (status: number): Refusal => {
    const refusal = refusals.get(status) ?? new Refusal();
    refusals.set(status, refusal);
    return refusal;
  };
  if (security.length > 0) {
    const plain = httpError(operation.components, operation.where("401"));
    at(401).add("Not authenticated", plain).challenge();
    if (security.some((requirement) => Object.values(requirement).some((scopes) => scopes.length > 0))) {
      at(403).add("Not enough permissions", plain).challenge();
    }
  }
  for (const definition of declaredErrors(operation)) {
    at(definition.status).addDeclared(definition, errorBody(operation, definition));
  }
  if (!operation.plan.inputs.isEmpty) {
    at(422).add("Validation Error", httpValidationError(operation.components, operation.where("422")));
  }
  const { status, response } = success(operation);
  const errors = [...refusals].map(([code, refusal]) => [String(code), refusal.response()] as const);
  // Keys that look like numbers are in ascending order by themselves.
  return Object.fromEntries([[String(status), response], ...errors]);
}

const BODYLESS = new Set([204, 205, 304]);

function success(operation: DescribedOperation): {
  readonly status: number;
  readonly response: ResponseObject;
} {
  const { needs, placed } = operation;
  const { status = 200 } = needs;
  const description = needs.responseDescription ?? "Successful Response";
  const isRedirect = status >= 300 && status < 400 && needs.response === undefined;
  if (BODYLESS.has(status) || isRedirect || placed.operation.method === "HEAD")
    return { status, response: { description } };
  const where = operation.where("response");
  const json = needs.response === undefined ? {} : responseContract(needs.response, where).outputJson();
  const schema = operation.schema(json, "output", "response");
  return { status, response: { description, content: { "application/json": { schema } } } };
}

/** The errors of its routers, its own, and those of every dependency it reaches. */
function declaredErrors({ placed, plan }: DescribedOperation): ReadonlySet<ErrorDefinition> {
  const inherited = plan.graph.nodes.flatMap(({ dependency }) => dependency?.needs.errors ?? []);
  return new Set([...placed.errors, ...inherited]);
}

function errorBody(operation: DescribedOperation, { code, schema }: ErrorDefinition): JsonSchema {
  const words = pascalCase(code);
  const name = words.endsWith("Error") ? words : `${words}Error`;
  const where = operation.where(`error ${code}`);
  const carried = schema === undefined ? undefined : responseContract(schema, where);
  const { $defs, ...data } = carried?.outputJson() ?? {};
  const properties = { detail: { type: "string" }, code: { type: "string", const: code } };
  const json: JsonSchema = {
    type: "object",
    title: name,
    properties: carried === undefined ? properties : { ...properties, data },
    required: carried?.required === true ? ["detail", "code", "data"] : ["detail", "code"],
    ...(isJsonSchema($defs) ? { $defs } : {}),
  };
  return operation.components.named(name, json, where);
}
