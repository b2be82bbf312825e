/**
 * How an app writes its errors, said in one place: the body on the wire, its schema in the document, and how a client reads it
 * back.
 */
import { type InputOf, isSchema, type JsonSchema, type Schema } from "../contract/schema.ts";
import { type ErrorReading, readNothing } from "./error-reading.ts";
import type { HttpError, RequestValidationError } from "./errors.ts";
import type { Exchange } from "./exchange.ts";

/** How an app writes its errors. Plain data: a variant of one is `{ ...detailShape, validation: { ... } }`. */
export interface ErrorShape {
  /** The media type of every error's body. */
  readonly mediaType: string;
  /** The body of an error, a JSON value. */
  readonly body: (error: HttpError, exchange: Exchange) => unknown;
  /** What the document shows of that body. */
  readonly schema: ErrorSchema;
  /** How a request whose inputs break the contract is answered. */
  readonly validation: ValidationShape;
  /** What a typed client makes of a body. */
  readonly read: (body: unknown, status: number) => ErrorReading;
}

/** How a request whose inputs break the contract is answered. */
export interface ValidationShape {
  /** 400 to 499. */
  readonly status: number;
  /** The body: all faults at once, in `error.faults`. */
  readonly body: (error: RequestValidationError, exchange: Exchange) => unknown;
  /** What the document shows of that body: a schema, or a JSON Schema (draft 2020-12) whose title names it. */
  readonly schema: Schema | JsonSchema;
}

/**
 * One schema for every error; or a function to a JSON Schema (draft 2020-12), called for each declared error, and with
 * `undefined` for an error without a code. The title of what it returns names it in the document.
 */
export type ErrorSchema = Schema | ((declared: DescribedError | undefined) => JsonSchema);

/** A declared error, as its schema is made. */
export interface DescribedError {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  /** The code as a name: `UsernameTakenError`. */
  readonly name: string;
  /** The JSON Schema of what it carries; undefined when it carries nothing. */
  readonly data: JsonSchema | undefined;
  /** Whether it always carries something. */
  readonly dataRequired: boolean;
}

/** What an error shape is made from; what is left out follows from the rest. */
export interface ErrorShapeOptions<S extends ErrorSchema, V extends Schema | JsonSchema> {
  /** Default: `application/json`. */
  readonly mediaType?: string;
  /** The body's schema. */
  readonly schema: S;
  /** The body, in the wire type of the schema. */
  readonly body: (error: HttpError, exchange: Exchange) => WireOf<S>;
  /** How faults of the inputs are answered. Default: 422, written by `body` as every other error is. */
  readonly validation?: {
    /** 400 to 499. Default: 422. */
    readonly status?: number;
    readonly schema?: V;
    readonly body?: (error: RequestValidationError, exchange: Exchange) => WireOf<V>;
  };
  /** How a typed client finds code, detail, data and faults. Default: it shows the whole body as detail and data. */
  readonly read?: (body: unknown, status: number) => ErrorReading;
}

type WireOf<S> = S extends Schema ? InputOf<S> : unknown;

/**
 * Makes an error shape of an app's own; the body has to fit the schema, so that wire and document cannot differ.
 *
 * @throws {TypeError} when the status of validation errors is not 400 to 499
 * @example
 * const ErrorBody = z.object({ error: z.object({ code: z.string(), message: z.string() }) });
 * const envelope = errorShape({
 *   schema: ErrorBody,
 *   body: (error) => ({ error: { code: error.code ?? "error", message: error.message } }),
 *   validation: { status: 400 },
 * });
 * createApp({ ..., errorShape: envelope });
 */
export function errorShape<const S extends ErrorSchema, const V extends Schema | JsonSchema = S & Schema>(
  options: ErrorShapeOptions<S, V>,
): ErrorShape {
  const { mediaType = "application/json", schema, body, validation = {}, read = readNothing } = options;
  const { status = 422 } = validation;
  if (!Number.isInteger(status) || status < 400 || status > 499) {
    throw new TypeError(`errorShape: the status of a validation error is 400 to 499, not ${status}.`);
  }
  return {
    mediaType,
    body,
    schema,
    validation: {
      status,
      body: validation.body ?? body,
      schema: validation.schema ?? (isSchema(schema) ? schema : schema(undefined)),
    },
    read,
  };
}
