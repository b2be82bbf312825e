/** Errors as RFC 9457 has them: `application/problem+json`. */
import type { Fault } from "../contract/fault.ts";
import { pointerOf } from "../contract/fault-path.ts";
import type { JsonSchema } from "../contract/schema.ts";
import { readProblem } from "./error-reading.ts";
import type { DescribedError, ErrorShape } from "./error-shape.ts";
import type { HttpError } from "./errors.ts";
import type { Exchange } from "./exchange.ts";
import { reasonPhrase } from "./reason-phrase.ts";

/** What may be said otherwise about problems. */
export interface ProblemDetailsOptions {
  /** The `type` of a declared error, and of `validation_error`: a URI that explains it. Default: `about:blank`. */
  readonly type?: (code: string) => string;
  /** The `instance`: a URI of this one occurrence; undefined leaves it out. Default: the path of the request. */
  readonly instance?: (exchange: Exchange) => string | undefined;
  /** The status of a request whose inputs break the contract, 400 to 499. Default: 422. */
  readonly validationStatus?: number;
}

/** A problem on the wire. */
interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly instance?: string;
  readonly code?: string;
  readonly data?: unknown;
  readonly errors?: readonly object[];
}

/**
 * Switches a whole app to problem details (RFC 9457), in its answers, its document and its typed clients: `type`, `title`,
 * `status`, `detail`, `instance`; a declared error adds its `code` and `data`, faults of the inputs are `errors`, each with
 * a JSON Pointer where it is in a body.
 *
 * @throws {TypeError} when `validationStatus` is not 400 to 499
 * @example
 * createApp({ ..., errorShape: problemDetails() });
 * createApp({ ..., errorShape: problemDetails({ type: (code) => `https://example.com/problems/${code}` }) });
 */
export function problemDetails(options: ProblemDetailsOptions = {}): ErrorShape {
  const { type = () => blank, instance = pathOf, validationStatus = 422 } = options;
  if (!Number.isInteger(validationStatus) || validationStatus < 400 || validationStatus > 499) {
    throw new TypeError(`problemDetails: validationStatus is 400 to 499, not ${validationStatus}.`);
  }
  const problem = (error: HttpError, status: number, sentence: string, exchange: Exchange): Problem => {
    const kind = error.code === undefined ? blank : type(error.code);
    const place = instance(exchange);
    return {
      type: kind,
      // "about:blank" means no more than its status (RFC 9457, 4.2.1).
      title: kind === blank ? reasonPhrase(status) : sentence,
      status,
      detail: sentence,
      ...(place === undefined ? {} : { instance: place }),
    };
  };
  return {
    mediaType: "application/problem+json",
    body: (error, exchange) => ({
      ...problem(error, error.status, error.message, exchange),
      ...extensions(error),
    }),
    schema: (declared) => (declared === undefined ? problemDetailsSchema : declaredProblem(declared)),
    validation: {
      status: validationStatus,
      body: (error, exchange) => ({
        ...problem(error, validationStatus, invalid, exchange),
        code: error.code,
        errors: error.faults.map(problemOfFault),
      }),
      schema: validationProblemSchema,
    },
    read: readProblem,
  };
}

const blank = "about:blank";
const invalid = "The request does not fit its contract";

function pathOf(exchange: Exchange): string {
  return exchange.basePath + exchange.path;
}

/** What an error with a code adds; without one, a detail that is no sentence is data. */
function extensions({ code, data, detail }: HttpError): Partial<Problem> {
  if (code === undefined) return typeof detail === "string" ? {} : { data: detail };
  return data === undefined ? { code } : { code, data };
}

function problemOfFault(fault: Fault): object {
  const { msg, type, loc, ...more } = fault;
  const pointer = pointerOf(fault);
  return { detail: msg, ...(pointer === undefined ? {} : { pointer }), type, loc, ...more };
}

const members: JsonSchema = {
  type: { type: "string", format: "uri-reference", default: blank },
  title: { type: "string" },
  status: { type: "integer", minimum: 400, maximum: 599 },
  detail: { type: "string" },
  instance: { type: "string", format: "uri-reference" },
};

const problemDetailsSchema: JsonSchema = {
  type: "object",
  title: "ProblemDetails",
  properties: members,
  required: ["type", "title", "status", "detail"],
};

function declaredProblem({ name, status, code, data, dataRequired }: DescribedError): JsonSchema {
  const own = {
    ...members,
    status: { type: "integer", const: status },
    code: { type: "string", const: code },
  };
  const required = ["type", "title", "status", "detail", "code"];
  return {
    type: "object",
    title: name,
    properties: data === undefined ? own : { ...own, data },
    required: dataRequired ? [...required, "data"] : required,
  };
}

const validationProblemSchema: JsonSchema = {
  type: "object",
  title: "ValidationProblemDetails",
  properties: {
    ...members,
    code: { type: "string", const: "validation_error" },
    errors: { type: "array", items: { $ref: "#/$defs/InputProblem" } },
  },
  required: ["type", "title", "status", "detail", "code", "errors"],
  $defs: {
    InputProblem: {
      type: "object",
      title: "InputProblem",
      properties: {
        detail: { type: "string" },
        pointer: { type: "string", description: "Where in the body, as a JSON Pointer (RFC 6901)" },
        type: { type: "string", description: "The rule that is broken" },
        loc: {
          type: "array",
          items: { anyOf: [{ type: "string" }, { type: "integer" }] },
          description:
            "The source (path, query, header, cookie, body), then the keys and indexes to the value",
        },
        input: { description: "What was sent" },
        ctx: { type: "object", description: "The numbers and words of the rule" },
      },
      required: ["detail", "type", "loc"],
    },
  },
};
