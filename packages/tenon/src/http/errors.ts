/**
 * The errors an API speaks with. Whatever else is thrown is a defect: logged whole, answered with a plain 500.
 */
import type { Fault } from "../contract/fault.ts";
import type { InputOf, OutputOf, Schema } from "../contract/schema.ts";
import { reasonPhrase } from "./reason-phrase.ts";

/** Extras of an error's answer. */
export interface HttpErrorOptions {
  /** Headers of the answer, such as `retry-after`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What led to this; logged, never sent. */
  readonly cause?: unknown;
}

/**
 * An answer with an error status, thrown from anywhere below an operation. The body is `{"detail": detail}`, unless the app
 * has another error shape.
 *
 * @param status 400 to 599; the answer of a status without a body (204, 304) has its headers only
 * @param detail a sentence, or any JSON value; the status in words by default
 * @example
 * throw new HttpError(404, "User not found");
 * throw new HttpError(503, "Try again later", { headers: { "retry-after": "5" } });
 */
export class HttpError extends Error {
  override readonly name: string = "HttpError";
  readonly status: number;
  readonly detail: unknown;
  readonly headers: Readonly<Record<string, string>>;
  /** The word machines go by: a declared error's own, `validation_error` for faults of the inputs, else undefined. */
  readonly code: string | undefined = undefined;
  /** What a declared error carries, in its declared shape. */
  readonly data: unknown = undefined;

  constructor(status: number, detail?: unknown, options: HttpErrorOptions = {}) {
    const sentence = typeof detail === "string" ? detail : reasonPhrase(status);
    super(sentence, options.cause === undefined ? undefined : { cause: options.cause });
    this.status = status;
    this.detail = detail ?? reasonPhrase(status);
    this.headers = options.headers ?? {};
  }

  /** What a handler sends that returns an error instead of throwing it; FastAPI's words, and nothing of the cause. */
  toJSON(): { readonly status_code: number; readonly detail: unknown; readonly headers: object | null } {
    const headers = Object.keys(this.headers).length === 0 ? null : this.headers;
    return { status_code: this.status, detail: this.detail, headers };
  }
}

/**
 * Inputs that break the contract: answered with all faults at once, with the status that the app's error shape gives it.
 * @example
 * onError(RequestValidationError, ({ faults, body }) => json({ problems: faults, body }, { status: 400 }))
 */
export class RequestValidationError extends HttpError {
  override readonly name = "RequestValidationError";
  override readonly code = "validation_error";
  readonly faults: readonly Fault[];
  /** The body as it was read: a JSON value, the text of what is no JSON, the fields of a form; `null` when there is none. */
  readonly body: unknown;

  constructor(faults: readonly Fault[], { body = null }: { readonly body?: unknown } = {}) {
    super(422, faults);
    this.faults = faults;
    this.body = body;
  }
}

/** A result that breaks the operation's own contract: a defect, answered with 500 and never sent. */
export class ResponseContractError extends Error {
  override readonly name = "ResponseContractError";
  /** The operation's id. */
  readonly operation: string;
  /** What does not fit, without the values themselves. */
  readonly faults: readonly Fault[];

  constructor(operation: string, faults: readonly Fault[], options?: ErrorOptions) {
    const first = faults[0];
    const where = first === undefined ? "" : ` at ${first.loc.join(".")}: ${first.msg} (${first.type})`;
    super(`The result of ${operation} does not fit its declared response${where}`, options);
    this.operation = operation;
    this.faults = faults;
  }
}

/** An error an operation or a dependency declares: it stands in the document and in the client's types. */
export class DeclaredError extends HttpError {
  /** The word machines go by: `username_taken`. */
  override readonly code: string;
  /** What the error carries, in its declared shape. */
  override readonly data: unknown;

  constructor(status: number, code: string, message: string, data: unknown, options: HttpErrorOptions) {
    super(status, message, options);
    this.code = code;
    this.data = data;
  }
}

/** A declared error's class; `new` makes one to throw. */
export interface ErrorDefinition<
  Status extends number = number,
  Code extends string = string,
  Data extends Schema | undefined = Schema | undefined,
> {
  new (
    ...data: Data extends Schema
      ? [data: OutputOf<Data>, options?: HttpErrorOptions]
      : [data?: undefined, options?: HttpErrorOptions]
  ): DeclaredError;
  readonly status: Status;
  readonly code: Code;
  readonly message: string;
  readonly schema: Data;
}

/** The wire type of what a declared error carries. */
export type ErrorData<D extends ErrorDefinition> = D["schema"] extends Schema
  ? InputOf<D["schema"]>
  : undefined;

/**
 * Declares an error once: its status, its code, a sentence, and the shape of what it carries, if anything.
 * The body is `{"detail": message, "code": code}`, with `"data"` beside them when there is a schema.
 *
 * @param status 400 to 599
 * @param code a word for machines, unique within an operation
 * @param options `message`: the sentence for people (the code in words by default); `data`: a schema
 * @example
 * export const UsernameTaken = defineError(409, "username_taken", { message: "This username is taken" });
 * throw new UsernameTaken();
 */
export function defineError<const Status extends number, const Code extends string>(
  status: Status,
  code: Code,
  options?: { readonly message?: string; readonly data?: undefined },
): ErrorDefinition<Status, Code, undefined>;
export function defineError<const Status extends number, const Code extends string, Data extends Schema>(
  status: Status,
  code: Code,
  options: { readonly message?: string; readonly data: Data },
): ErrorDefinition<Status, Code, Data>;
export function defineError(
  status: number,
  code: string,
  options: { readonly message?: string; readonly data?: Schema | undefined } = {},
): ErrorDefinition {
  if (!Number.isInteger(status) || status < 400 || status > 599) {
    throw new TypeError(`defineError(${status}, "${code}"): the status of an error is 400 to 599`);
  }
  const message = options.message ?? sentenceOf(code);
  return class extends DeclaredError {
    static readonly status = status;
    static readonly code = code;
    static readonly message = message;
    static readonly schema = options.data;
    override readonly name = code;
    constructor(data?: unknown, extras: HttpErrorOptions = {}) {
      super(status, code, message, data, extras);
    }
  };
}

function sentenceOf(code: string): string {
  const words = code.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Who has to do something about an error: the word every logged error carries. */
export type ErrorCategory = "caller" | "authentication" | "conflict" | "dependency" | "defect";

/** The category of an error, by its status. */
export function categoryOf(error: unknown): ErrorCategory {
  if (!(error instanceof HttpError)) return "defect";
  const { status } = error;
  if (status === 401 || status === 403) return "authentication";
  if (status === 409 || status === 412) return "conflict";
  if (status < 500) return "caller";
  if (status >= 502 && status <= 504) return "dependency";
  return "defect";
}
