/**
 * The body of a request: read once within its limit, as JSON or as a form, and handed to whoever declared it.
 */
import type { Fault } from "../contract/fault.ts";
import { HttpError } from "../http/errors.ts";
import type { Exchange } from "../http/exchange.ts";
import { defaultBodyLimit } from "../http/request-body.ts";
import { type FormFields, type FormTarget, formTargets, readForm, validateForm } from "./form-body.ts";
import type { InputHolder } from "./input-holder.ts";
import {
  type JsonTarget,
  jsonTargets,
  type ParsedJson,
  parseJson,
  sharedTargets,
  validateJson,
} from "./json-body.ts";
import { StartError } from "./start-error.ts";

/** A body as it was read. */
export type ReadBody = ParsedJson | FormFields | { readonly kind: "absent" };

/** A body that is JSON or a form, or absent. */
export type WellFormed = Exclude<ReadBody, { readonly kind: "malformed" }>;

/** No body. */
export const absent: WellFormed = { kind: "absent" };

/** How bodies are read. */
export interface BodyRules {
  /** The most bytes. Default: 1 MiB. */
  readonly bodyLimit?: number;
  /** Whether a body without a content type is refused (415); otherwise it is read as JSON. Default: true. */
  readonly strictContentType?: boolean;
}

/** Reads and validates the one body of an operation. */
export class BodyReader {
  readonly limit: number;
  readonly #typeless: "refused" | "json";
  /** Whole schemas or parts, in the order declared; empty for a form. */
  readonly json: readonly JsonTarget[];
  /** The forms' contracts; empty for JSON. */
  readonly forms: readonly FormTarget[];

  private constructor(
    { bodyLimit = defaultBodyLimit, strictContentType = true }: BodyRules,
    json: readonly JsonTarget[],
    forms: readonly FormTarget[],
  ) {
    this.limit = bodyLimit;
    this.#typeless = strictContentType ? "refused" : "json";
    this.json = json;
    this.forms = forms;
  }

  /** The reader for what the holders declare; undefined when nobody reads the body. */
  static of(holders: readonly InputHolder[], rules: BodyRules): BodyReader | undefined {
    const json = holders.flatMap(jsonTargets);
    const forms = holders.flatMap(formTargets);
    if (json.length === 0 && forms.length === 0) return undefined;
    refuseContradictions(holders, json, forms);
    return new BodyReader(rules, sharedTargets(json), forms);
  }

  /** Whether the caller must send a body. */
  get required(): boolean {
    if (this.forms.length > 0)
      return this.forms.some(({ contract }) => contract.fields.some((field) => field.required));
    return this.json.some((target) => target.contract.required);
  }

  /**
   * Reads the body within the limit; what comes is for `parsed`.
   * @throws {HttpError} 413 over the limit, 415 for another media type, 400 when it is cut short
   */
  read(exchange: Exchange): ReadBody | Promise<ReadBody | Uint8Array> {
    if (!hasBody(exchange)) return absent;
    refuseCoded(exchange);
    const type = mediaType(exchange);
    if (this.forms.length > 0) return readForm(exchange, type, this.limit);
    if (!isJson(type) && !(type === "" && this.#typeless === "json"))
      throw unsupported(type, "application/json");
    return exchange.body(this.limit);
  }

  /**
   * What was read, parsed. Apart from reading, so that whoever waits for the bytes waits once.
   * @throws {HttpError} 400 when it is not UTF-8
   */
  parsed(read: ReadBody | Uint8Array): ReadBody {
    if (!(read instanceof Uint8Array)) return read;
    return read.byteLength === 0 ? absent : parseJson(read);
  }

  /** Validates what was read into its slots; faults are added to the list. Gives what is still under way, if anything is. */
  validate(body: WellFormed, values: unknown[], faults: Fault[]): Promise<void>[] | undefined {
    if (this.forms.length > 0)
      return validateForm(this.forms, body.kind === "form" ? body.fields : {}, values, faults);
    return validateJson(this.json, body.kind === "json" ? body.value : undefined, values, faults);
  }
}

/** What was read of a body, for error handlers; `null` when there was none. */
export function bodyAsRead(body: ReadBody | undefined): unknown {
  switch (body?.kind) {
    case "json":
      return body.value;
    case "form":
      return body.fields;
    case "malformed":
      return body.text;
    default:
      return null;
  }
}

function refuseContradictions(
  holders: readonly InputHolder[],
  json: readonly JsonTarget[],
  forms: readonly FormTarget[],
): void {
  const paths = holders
    .filter(({ needs }) => needs.body !== undefined || needs.form !== undefined)
    .map(({ path }) => path);
  const [first, second = first] = paths;
  const both = first === second ? `${first} reads` : `${first} and ${second} read`;
  if (json.length > 0 && forms.length > 0) {
    throw new StartError(`${both} one body, as JSON and as a form. An operation has one body: choose one.`);
  }
  const whole = json.filter((target) => target.part === undefined);
  if (whole.length > 0 && whole.length < json.length) {
    throw new StartError(`${both} one body, whole and by parts. Declare it in one way: by parts, or whole.`);
  }
  if (new Set(whole.map((target) => target.contract.schema)).size > 1) {
    throw new StartError(`${both} one body with two schemas. Share one schema, or read it by named parts.`);
  }
}

function hasBody(exchange: Exchange): boolean {
  const length = exchange.header("content-length");
  if (length !== undefined) return length !== "0";
  return exchange.header("transfer-encoding") !== undefined || !exchange.bodyConsumed;
}

/** Nothing is unpacked here, so that nothing small can become large: 415 with `Accept-Encoding` (RFC 9110, 12.5.3). */
function refuseCoded(exchange: Exchange): void {
  const coding = exchange.header("content-encoding");
  if (coding === undefined || coding.trim().toLowerCase() === "identity") return;
  throw new HttpError(415, "A body with a Content-Encoding cannot be read here: send it as it is", {
    headers: { "accept-encoding": "identity" },
  });
}

function mediaType(exchange: Exchange): string {
  const type = exchange.header("content-type");
  if (type === undefined || type === "application/json") return type ?? "";
  const end = type.indexOf(";");
  return (end === -1 ? type : type.slice(0, end)).trim().toLowerCase();
}

function isJson(type: string): boolean {
  return type === "application/json" || (type.startsWith("application/") && type.endsWith("+json"));
}

/** A body of a media type that is not read here: 415 with `Accept` (RFC 9110, 15.5.16). */
export function unsupported(type: string, accepted: string): HttpError {
  const got = type === "" ? "A body without a content type" : `A body of the type ${type}`;
  return new HttpError(415, `${got} cannot be read here: send ${accepted}`, {
    headers: { accept: accepted },
  });
}
