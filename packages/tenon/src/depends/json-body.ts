/** A JSON body: parsed once, then validated whole or by its named parts. It is taken as it is: JSON has types. */
import type { StandardSchemaV1 } from "@standard-schema/spec";
import { type Contract, requestContract } from "../contract/contract.ts";
import type { Fault } from "../contract/fault.ts";
import { jsonFailure, parseJsonText } from "../contract/json-text.ts";
import { isSchema, type Schema } from "../contract/schema.ts";
import { HttpError } from "../http/errors.ts";
import type { InputHolder } from "./input-holder.ts";

/** Somebody's schema for the body, or for one part of it. */
export interface JsonTarget {
  /** The name of the part; undefined when the schema is the whole body's. */
  readonly part: string | undefined;
  readonly contract: Contract;
  readonly slot: number;
  /** Where the same value goes as well: others who declared the whole body by the same schema. */
  readonly sharedBy?: readonly number[];
}

/** JSON, or what is wrong with it. */
export type ParsedJson =
  | { readonly kind: "json"; readonly value: unknown }
  | { readonly kind: "malformed"; readonly fault: Fault; readonly text: string };

/** What a holder declares of a JSON body. */
export function jsonTargets(holder: InputHolder): JsonTarget[] {
  const shape = holder.needs.body;
  if (shape === undefined) return [];
  const slot = holder.slot("body");
  if (isSchema(shape))
    return [{ part: undefined, contract: requestContract(shape, `${holder.path}: body`), slot }];
  return Object.entries(shape as Readonly<Record<string, Schema>>).map(([part, schema]) => ({
    part,
    contract: requestContract(schema, `${holder.path}: body.${part}`),
    slot,
  }));
}

/** Whole bodies of one schema as one target: validated once, and what is wrong is said once. */
export function sharedTargets(targets: readonly JsonTarget[]): readonly JsonTarget[] {
  const [first, ...others] = targets;
  const isShared = first?.part === undefined && others.length > 0;
  return first !== undefined && isShared ? [{ ...first, sharedBy: others.map(({ slot }) => slot) }] : targets;
}

/** Validates a body, `undefined` when it is absent, into the slots of its targets. */
export function validateJson(
  targets: readonly JsonTarget[],
  body: unknown,
  values: unknown[],
  faults: Fault[],
): Promise<void>[] | undefined {
  let pending: Promise<void>[] | undefined;
  for (const target of targets) {
    const value = target.part === undefined ? body : partOf(body, target.part);
    if (value === undefined && (target.contract.required || !mayHoldParts(body))) {
      faults.push({ type: "missing", loc: locOf(target), msg: "This is required", input: null });
      continue;
    }
    const result = target.contract.decode(value);
    if (result instanceof Promise) {
      pending ??= [];
      pending.push(result.then((later) => settle(target, later, value, values, faults)));
    } else settle(target, result, value, values, faults);
  }
  return pending;
}

function settle(
  target: JsonTarget,
  result: StandardSchemaV1.Result<unknown>,
  sent: unknown,
  values: unknown[],
  faults: Fault[],
): void {
  if (result.issues === undefined) store(values, target, result.value);
  else faults.push(...target.contract.faults(result.issues, locOf(target), sent, true));
}

function locOf({ part }: JsonTarget): string[] {
  return part === undefined ? ["body"] : ["body", part];
}

function store(values: unknown[], { part, slot, sharedBy }: JsonTarget, value: unknown): void {
  if (part === undefined) {
    values[slot] = value;
    if (sharedBy !== undefined) for (const other of sharedBy) values[other] = value;
    return;
  }
  values[slot] ??= {};
  (values[slot] as Record<string, unknown>)[part] = value;
}

function partOf(body: unknown, part: string): unknown {
  if (typeof body !== "object" || body === null || !Object.hasOwn(body, part)) return undefined;
  return (body as Record<string, unknown>)[part];
}

/** A list or a scalar was sent where parts were expected: none of them is there, and no default stands in. */
function mayHoldParts(body: unknown): boolean {
  return body === undefined || body === null || (typeof body === "object" && !Array.isArray(body));
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** The text of a body; a byte order mark is dropped (RFC 8259, 8.1). */
export function decodeText(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw new HttpError(400, "The body is not valid UTF-8", { cause });
  }
}

/** Parses a body; what is no JSON is a fault that says where it goes wrong. */
export function parseJson(bytes: Uint8Array): ParsedJson {
  const text = decodeText(bytes);
  try {
    return { kind: "json", value: parseJsonText(text) };
  } catch (error) {
    const { at, reason } = jsonFailure(error, text);
    const fault = {
      type: "json_invalid",
      loc: ["body", at],
      msg: "The body is not valid JSON",
      input: {},
      ctx: { error: reason },
    };
    return { kind: "malformed", fault, text };
  }
}
