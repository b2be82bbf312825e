/** Whether an answer is what a document says. */
import type { TestResponse } from "../../src/testing/test-response.ts";
import type { Described, DescribedOperation, Json } from "./described.ts";

/** Errors that belong to HTTP and not to an operation: they are in the shape of all errors. */
const ofHttp = new Set([400, 401, 403, 405, 406, 408, 411, 413, 414, 415, 429, 431]);
const errorShape: Json = { type: "object", properties: { detail: {} }, required: ["detail"] };

/** What is wrong with an answer; undefined when it keeps what the document promises. */
export function disagreement(
  document: Described,
  operation: DescribedOperation,
  answer: TestResponse,
): string | undefined {
  const { status } = answer;
  const declared = operation.responses[status];
  if (declared === undefined) {
    if (!ofHttp.has(status)) return `${status} is not declared: ${answer.text}`;
    return document.fits(errorShape, answer.json()) ? undefined : `no error's shape: ${answer.text}`;
  }
  if (declared.content === undefined)
    return answer.text === "" ? undefined : `${status} has no body in the document: ${answer.text}`;
  const mediaType = (answer.headers.get("content-type") ?? "").split(";")[0] ?? "";
  const content = declared.content[mediaType];
  if (content === undefined) return `${status} is not declared as ${mediaType}`;
  if (content.schema === undefined || !/[/+]json$/.test(mediaType)) return undefined;
  const value: unknown = answer.json();
  if (document.fits(content.schema, value)) return undefined;
  return `${status}: ${document.complaints(content.schema, value)}: ${answer.text}`;
}
