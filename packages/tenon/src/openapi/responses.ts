/** The answers of an operation: its success, the faults of its inputs, its schemes' refusals, and every declared error. */
import { RequestValidationError } from "../http/errors.ts";
import { reasonPhrase } from "../http/reason-phrase.ts";
import { isStatusRange, type ResponseSpec, type StatusRange } from "../results/response-spec.ts";
import { specOf } from "../results/response-writer.ts";
import { declaredErrors } from "../routing/declared-errors.ts";
import { answerObject } from "./answer-object.ts";
import type { DescribedOperation } from "./described-operation.ts";
import type { ResponseObject, SecurityRequirement } from "./document-types.ts";
import { Refusal } from "./refusal.ts";

type Responses = { readonly [status: string]: ResponseObject };

/** By status, ascending. */
export function responsesOf(
  operation: DescribedOperation,
  security: readonly SecurityRequirement[],
): Responses {
  const refusals = new Map<number, Refusal>();
  const at = (status: number): Refusal => {
    const refusal = refusals.get(status) ?? new Refusal(operation.errors.mediaType);
    refusals.set(status, refusal);
    return refusal;
  };
  if (security.length > 0) {
    const plain = operation.errors.plain(operation.where("401"));
    at(401).add("Not authenticated", plain).challenge();
    if (security.some((requirement) => Object.values(requirement).some((scopes) => scopes.length > 0))) {
      at(403).add("Not enough permissions", plain).challenge();
    }
  }
  for (const definition of declaredErrors(operation.placed, operation.plan)) {
    const where = operation.where(`error ${definition.code}`);
    at(definition.status).addDeclared(definition, operation.errors.declared(definition, where));
  }
  if (!operation.plan.inputs.isEmpty && !answersFaultsItself(operation)) {
    const { validationStatus } = operation.errors;
    const where = operation.where(String(validationStatus));
    at(validationStatus).add("Validation Error", operation.errors.validation(where));
  }
  const { status = 200 } = operation.needs;
  const others = otherAnswers(operation, status).filter(([code, spec]) => {
    const refusal = refusals.get(Number(code));
    // One status with two meanings: a thrown error, and an answer that is given.
    refusal?.addAnswer(answerOf(operation, code, spec), spec.description);
    return refusal === undefined;
  });
  const answers = others.map(([code, spec]) => [code, answerOf(operation, code, spec)] as const);
  const errors = [...refusals].map(([code, refusal]) => [String(code), refusal.response()] as const);
  // Keys that look like numbers are in ascending order by themselves.
  return Object.fromEntries([[String(status), success(operation, status)], ...answers, ...errors]);
}

/** A handler of validation errors says something else than the app does, and `responses` tell what. */
function answersFaultsItself({ placed }: DescribedOperation): boolean {
  const handles = placed.onError.some((level) => level.some(({ of }) => of === RequestValidationError));
  return handles && Object.keys(placed.responses).some((status) => status.startsWith("4"));
}

function success(operation: DescribedOperation, status: number): ResponseObject {
  const { response, responseDescription } = operation.needs;
  const declared = specOf(operation.placed.responses[status] ?? {});
  const description = responseDescription ?? declared.description ?? "Successful Response";
  const spec = response === undefined ? declared : { ...declared, schema: response };
  const { method } = operation.placed.operation;
  return answerObject(operation, spec, { method, status, part: "response", description, open: true });
}

function answerOf(operation: DescribedOperation, status: string, spec: ResponseSpec): ResponseObject {
  const { method } = operation.placed.operation;
  const part = `response ${status}`;
  return answerObject(operation, spec, {
    method,
    status: Number(status),
    part,
    description: descriptionOf(status, spec),
    open: false,
  });
}

/** What is answered beside the success, by status or class of statuses. */
function otherAnswers({ placed: { responses } }: DescribedOperation, success: number) {
  return Object.entries(responses)
    .map(([code, spec]) => [code, specOf(spec)] as const)
    .filter(([code]) => Number(code) !== success);
}

const rangeMeanings: Readonly<Record<StatusRange, string>> = {
  "1XX": "Information",
  "2XX": "Success",
  "3XX": "Redirection",
  "4XX": "Client Error",
  "5XX": "Server Error",
  default: "Default Response",
};

/** What an answer of a status, or of a class of them, means. */
export function descriptionOf(code: string, { description }: ResponseSpec): string {
  if (description !== undefined) return description;
  if (isStatusRange(code)) return rangeMeanings[code];
  const status = Number(code);
  if (status >= 400) return reasonPhrase(status);
  return status >= 300 ? "Redirect" : "Successful Response";
}
