/** A form body, urlencoded or multipart: its fields are coerced like a query, its files are web `File`s. */
import type { Fault } from "../contract/fault.ts";
import { type RawSource, type SourceContract, sourceContract } from "../contract/source.ts";
import { HttpError } from "../http/errors.ts";
import type { Exchange } from "../http/exchange.ts";
import { isThenable } from "../http/thenable.ts";
import type { InputHolder } from "./input-holder.ts";
import { decodeText } from "./json-body.ts";
import { formLimits, readMultipart, tooMany } from "./multipart.ts";
import type { Uploads } from "./uploads.ts";
import { readUrlEncoded } from "./url-encoded.ts";

/** Somebody's contract for the form. */
export interface FormTarget {
  readonly contract: SourceContract;
  readonly slot: number;
}

/** The fields of a form as they were sent. */
export interface FormFields {
  readonly kind: "form";
  readonly fields: RawSource;
  /** What has to be removed after the request; undefined when no file was kept. */
  readonly uploads: Uploads | undefined;
}

const urlEncoded = "application/x-www-form-urlencoded";
const multipart = "multipart/form-data";

/** What a holder declares of a form. */
export function formTargets(holder: InputHolder): FormTarget[] {
  const shape = holder.needs.form;
  if (shape === undefined) return [];
  return [{ contract: sourceContract("form", shape, `${holder.path}: form`), slot: holder.slot("form") }];
}

/** Reads a form of either media type. */
export async function readForm(exchange: Exchange, type: string, limit: number): Promise<FormFields> {
  if (type === multipart) return { kind: "form", ...(await readMultipart(exchange, limit)) };
  if (type !== urlEncoded) {
    const accept = `${urlEncoded}, ${multipart}`;
    const got = type === "" ? "A body without a content type" : `A body of the type ${type}`;
    throw new HttpError(415, `${got} cannot be read here: send ${urlEncoded} or ${multipart}`, {
      headers: { accept },
    });
  }
  const text = decodeText(await exchange.body(limit));
  if (text.length > formLimits.fields && text.split("&", formLimits.fields + 1).length > formLimits.fields)
    throw tooMany("fields");
  const fields = readUrlEncoded(text);
  return { kind: "form", fields, uploads: undefined };
}

/** Validates a form's fields into the slots of its targets. */
export function validateForm(
  targets: readonly FormTarget[],
  fields: RawSource,
  values: unknown[],
  faults: Fault[],
): Promise<void>[] | undefined {
  const known = new Set(targets.flatMap(({ contract }) => contract.fields.map((field) => field.name)));
  let pending: Promise<void>[] | undefined;
  for (const { contract, slot } of targets) {
    const value = contract.read(fields, faults, known);
    if (isThenable(value)) {
      pending ??= [];
      pending.push(storeLater(value, values, slot));
    } else values[slot] = value;
  }
  return pending;
}

async function storeLater(value: PromiseLike<unknown>, values: unknown[], slot: number): Promise<void> {
  values[slot] = await value;
}
