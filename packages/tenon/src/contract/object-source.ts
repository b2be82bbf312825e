/**
 * A source declared as one object schema: its properties are gathered from the wire under their wire names, then validated
 * as a whole, so that rules about several fields work and unknown names can be refused or kept.
 */
import type { StandardSchemaV1 } from "@standard-schema/spec";
import { wireName } from "./alias.ts";
import { ownContract } from "./contract.ts";
import type { Fault } from "./fault.ts";
import { isJsonSchema, own, tidy } from "./json-schema.ts";
import { message } from "./message.ts";
import { objectPart } from "./object-part.ts";
import type { JsonSchema, Schema } from "./schema.ts";
import type { RawSource, SourceContract, SourceField, SourceKind } from "./source-contract.ts";
import { fieldReader, type ReadField } from "./source-field.ts";
import { mayEcho, sentName, sourceNames } from "./source-place.ts";

type Result = StandardSchemaV1.Result<unknown>;

/** See `sourceContract`. */
export function objectSource(kind: SourceKind, schema: Schema, where: string): SourceContract {
  const contract = ownContract(schema, `${where}: ${kind}`);
  const root = contract.writtenInput();
  const { properties, required, extra } = objectPart(root, `${where}: ${kind}`);
  const fields: SourceField[] = [];
  const steps: { readonly key: string; readonly name: string; readonly readField: ReadField }[] = [];
  for (const [key, json] of properties) {
    const name = wireName(kind, key, json, root);
    const needed = required.has(key);
    fields.push({ key, name, required: needed, contract: undefined, json: standalone(json, root) });
    steps.push({ key, name: sentName(kind, name), readField: fieldReader(kind, json, root, needed) });
  }
  const names = new Set(steps.map((step) => step.name));
  const keyToName = new Map(fields.map((field) => [field.key, field.name]));
  const strict = extra === false;
  const readExtra = extraReader(kind, extra, root);
  const loc = [sourceNames[kind]];
  const echo = mayEcho(kind);

  const gatherExtras = (raw: RawSource, values: Record<string, unknown>, readExtra: ReadField): boolean => {
    let present = false;
    for (const name of Object.keys(raw)) {
      // `__proto__` is no name anybody means.
      if (names.has(name) || Object.hasOwn(values, name) || name === "__proto__") continue;
      values[name] = readExtra(raw[name]);
      present = true;
    }
    return present;
  };

  const gather = (raw: RawSource): Record<string, unknown> | undefined => {
    const values: Record<string, unknown> = {};
    let present = false;
    for (const { key, name, readField } of steps) {
      const value = Object.hasOwn(raw, name) ? readField(raw[name]) : undefined;
      if (value === undefined) continue;
      values[key] = value;
      present = true;
    }
    if (readExtra !== undefined && gatherExtras(raw, values, readExtra)) present = true;
    // An optional object of which nothing was sent was not sent.
    return present || contract.required ? values : undefined;
  };

  const settle = (
    result: Result,
    values: unknown,
    raw: RawSource,
    faults: Fault[],
    known: ReadonlySet<string>,
  ): unknown => {
    if (result.issues !== undefined) {
      const shown = echo ? sentByKey(raw, steps) : undefined;
      for (const fault of contract.faults(result.issues, loc, values ?? {}, echo, shown))
        faults.push(onTheWire(fault, keyToName, raw));
    }
    if (strict) refuseUnknown(raw, known, loc, echo, faults);
    return result.issues === undefined ? result.value : undefined;
  };

  const read = (raw: RawSource, faults: Fault[], known: ReadonlySet<string>): unknown => {
    const values = gather(raw);
    const result = contract.decode(values);
    if (result instanceof Promise) return result.then((later) => settle(later, values, raw, faults, known));
    return settle(result, values, raw, faults, known);
  };
  return { kind, fields, strict, read };
}

/** A property's schema by itself: with the definitions it refers to. */
function standalone(json: JsonSchema, root: JsonSchema): JsonSchema {
  const tidied = tidy(json);
  const definitions = own(root, "$defs");
  if (!isJsonSchema(definitions) || !JSON.stringify(tidied).includes('"$ref"')) return tidied;
  return { ...tidied, $defs: tidy({ $defs: definitions }).$defs };
}

/** Undeclared names, where they are wanted, keep their text (repeated: a list) unless the schema says what they are. */
function extraReader(kind: SourceKind, extra: unknown, root: JsonSchema): ReadField | undefined {
  if (isJsonSchema(extra) && Object.keys(extra).length > 0) return fieldReader(kind, extra, root, true);
  return extra === true || isJsonSchema(extra) ? (raw) => raw : undefined;
}

function sentByKey(
  raw: RawSource,
  steps: readonly { readonly key: string; readonly name: string }[],
): Record<string, unknown> {
  const sent: Record<string, unknown> = { ...raw };
  for (const { key, name } of steps) if (Object.hasOwn(raw, name)) sent[key] = raw[name];
  return sent;
}

/** A fault speaks of wire names, and a missing name shows the source as it was sent. */
function onTheWire(fault: Fault, keyToName: ReadonlyMap<string, string>, raw: RawSource): Fault {
  const [source, key, ...rest] = fault.loc;
  if (source === undefined || typeof key !== "string") return fault;
  const named = { ...fault, loc: [source, keyToName.get(key) ?? key, ...rest] };
  return fault.type === "missing" && rest.length === 0 && "input" in fault
    ? { ...named, input: { ...raw } }
    : named;
}

function refuseUnknown(
  raw: RawSource,
  known: ReadonlySet<string>,
  loc: readonly string[],
  echo: boolean,
  faults: Fault[],
): void {
  for (const name of Object.keys(raw)) {
    if (known.has(name)) continue;
    const fault: Fault = {
      type: "extra_forbidden",
      loc: [...loc, name],
      msg: message("extra_forbidden", undefined),
    };
    faults.push(echo ? { ...fault, input: raw[name] } : fault);
  }
}
