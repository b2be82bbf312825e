/**
 * A source declared as a record of schemas: each name is read, coerced and validated by itself, in the order declared.
 */
import type { StandardSchemaV1 } from "@standard-schema/spec";
import { wireName } from "./alias.ts";
import { type Contract, ownContract } from "./contract.ts";
import type { Fault } from "./fault.ts";
import { message } from "./message.ts";
import type { Schema } from "./schema.ts";
import type { RawSource, SourceContract, SourceField, SourceKind } from "./source-contract.ts";
import { fieldReader, type ReadField } from "./source-field.ts";
import { mayEcho, sentName, sourceNames } from "./source-place.ts";

interface Step {
  readonly key: string;
  /** In what was sent. */
  readonly name: string;
  readonly contract: Contract;
  readonly readField: ReadField;
  readonly loc: readonly string[];
}

type Result = StandardSchemaV1.Result<unknown>;

/** See `sourceContract`. */
export function recordSource(
  kind: SourceKind,
  shape: Readonly<Record<string, Schema>>,
  where: string,
): SourceContract {
  const fields: SourceField[] = [];
  const steps: Step[] = [];
  for (const [key, schema] of Object.entries(shape)) {
    const contract = ownContract(schema, `${where}: ${kind}.${key}`);
    const written = contract.writtenInput();
    const name = wireName(kind, key, written, written, schema);
    fields.push({ key, name, required: contract.required, contract, json: contract.inputJson() });
    const readField = fieldReader(kind, written, written, contract.required);
    steps.push({ key, name: sentName(kind, name), contract, readField, loc: [sourceNames[kind], name] });
  }
  const echo = mayEcho(kind);

  const settle = (
    step: Step,
    result: Result,
    value: unknown,
    raw: unknown,
    values: Record<string, unknown>,
    faults: Fault[],
  ): void => {
    if (result.issues !== undefined) {
      faults.push(...step.contract.faults(result.issues, step.loc, value, echo, shownLike(value, raw)));
    } else if (result.value !== undefined) {
      values[step.key] = result.value;
    }
  };

  /** From a step whose validation is asynchronous onwards, one after the other: faults stay in the order declared. */
  const readOn = async (
    from: number,
    first: Promise<Result>,
    raw: RawSource,
    values: Record<string, unknown>,
    faults: Fault[],
  ): Promise<unknown> => {
    let pending: Result | Promise<Result> | undefined = first;
    for (let index = from; index < steps.length; index++) {
      const step = steps[index] as Step;
      const sent = own(raw, step.name);
      const value = step.readField(sent);
      pending ??= begin(step, value, echo, faults);
      if (pending !== undefined) settle(step, await pending, value, sent, values, faults);
      pending = undefined;
    }
    return values;
  };

  const read = (raw: RawSource, faults: Fault[]): unknown => {
    const values: Record<string, unknown> = {};
    for (let index = 0; index < steps.length; index++) {
      const step = steps[index] as Step;
      const sent = own(raw, step.name);
      const value = step.readField(sent);
      const result = begin(step, value, echo, faults);
      if (result === undefined) continue;
      if (result instanceof Promise) return readOn(index, result, raw, values, faults);
      settle(step, result, value, sent, values, faults);
    }
    return values;
  };
  return { kind, fields, strict: false, read };
}

/** Validates, unless the value is missing: then that is the fault, and there is nothing to settle. */
function begin(
  step: Step,
  value: unknown,
  echo: boolean,
  faults: Fault[],
): Result | Promise<Result> | undefined {
  if (value !== undefined || !step.contract.required) return step.contract.decode(value);
  const fault: Fault = { type: "missing", loc: step.loc, msg: message("missing", undefined) };
  faults.push(echo ? { ...fault, input: null } : fault);
  return undefined;
}

/** What was sent, in the form of what was validated: a list of one stays a list, of a repeated scalar the one that counts. */
function shownLike(value: unknown, raw: unknown): unknown {
  if (Array.isArray(value)) return Array.isArray(raw) ? raw : [raw];
  if (!Array.isArray(raw)) return raw;
  return raw.at(-1);
}

function own(raw: RawSource, name: string): unknown {
  return Object.hasOwn(raw, name) ? raw[name] : undefined;
}
