/**
 * TypeBox in a thin wrapper: its schema *is* a JSON Schema, so all there is to do is to check with its compiled validator, to
 * run its codecs in both directions, and to write the JSON Schema in draft 2020-12.
 *
 * Import it from `tenon/typebox`; the package `typebox` (1.x) is the service's own.
 */
import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { Static, StaticDecode, TOptional, TSchema } from "typebox";
import { Compile } from "typebox/compile";
import { Settings } from "typebox/system";
import { Clone, DecodeUnsafe, EncodeUnsafe } from "typebox/value";
import type { Run } from "./adapter.ts";
import { prune } from "./prune.ts";
import type { Schema, TwoWaySchema } from "./schema.ts";
import { typeboxJson, typesIn } from "./typebox-json.ts";

/** What a caller sends: the wire side of a type. */
export type TypeboxInput<T extends TSchema> = Static<T> | (T extends TOptional ? undefined : never);

/** What a handler gets and returns: the decoded side of a type. */
export type TypeboxOutput<T extends TSchema> = StaticDecode<T> | (T extends TOptional ? undefined : never);

type Result = StandardSchemaV1.Result<unknown>;

/**
 * Makes a schema of a TypeBox type.
 *
 * Unknown keys are dropped, or refused with `additionalProperties: false`; a `default` fills what is absent; `Type.Codec` runs
 * both ways; `$id` names a component; `alias` and every annotation of JSON Schema reach the document.
 *
 * @param type any type of `typebox` 1.x
 * @example
 * const Item = Type.Object({ name: Type.String({ minLength: 1 }), price: Type.Number() }, { $id: "Item" });
 * post("/items", { body: typebox(Item), response: typebox(Item) }, ({ body }) => body);
 */
export function typebox<const T extends TSchema>(type: T): Schema<TypeboxInput<T>, TypeboxOutput<T>> {
  const types = [...typesIn(type)];
  const isOptional = "~optional" in type;
  const fills = types.some((one) => Object.hasOwn(one, "default"));
  const converts = types.some((one) => "~codec" in one);
  const validator = once(() => Compile(type));

  const check = (value: unknown): Result => {
    if (validator().Check(value)) return { value };
    return { issues: withoutBranches(allErrors(() => validator().Errors(value))).flatMap(issuesOf) };
  };
  const validate = (value: unknown): Result => {
    // Filling and decoding write into what they are given.
    const own = fills || converts ? Clone(value) : value;
    const whole = fills ? validator().Default(own) : own;
    if (whole === undefined && isOptional) return { value: undefined };
    const result = check(whole);
    return result.issues === undefined && converts ? decoded(type, result.value) : result;
  };
  const encoder = (): Run => {
    refuseOneWay(types);
    const decodedJson = typeboxJson(type, "decoded");
    const wireJson = typeboxJson(type, "output");
    return (value) => {
      const sent: unknown = EncodeUnsafe({}, type, prune(decodedJson, value));
      return check(prune(wireJson, fills ? validator().Default(sent) : sent));
    };
  };
  const jsonSchema = {
    input: () => typeboxJson(type, "input"),
    output: () => typeboxJson(type, "output"),
  };
  const schema: Schema & Partial<TwoWaySchema> = {
    "~standard": { version: 1, vendor: "typebox", validate, ...{ jsonSchema } },
    ...(converts ? { "~encoder": encoder } : {}),
  };
  return schema as Schema<TypeboxInput<T>, TypeboxOutput<T>>;
}

/** A codec has no other way to refuse a value than to throw: what it says is the fault. */
function decoded(type: TSchema, value: unknown): Result {
  try {
    return { value: DecodeUnsafe({}, type, value) };
  } catch (error) {
    return { issues: [{ message: error instanceof Error ? error.message : String(error) }] };
  }
}

/** TypeBox stops at eight errors; here all faults are told at once. */
function allErrors<T>(errors: () => T): T {
  const { maxErrors } = Settings.Get();
  Settings.Set({ maxErrors: 1_000 });
  try {
    return errors();
  } finally {
    Settings.Set({ maxErrors });
  }
}

type TypeboxError = ReturnType<ReturnType<typeof Compile>["Errors"]>[number];

/** What is wrong with the members of a union is no news once none of them fits, but for what JSON Schema cannot tell. */
function withoutBranches(errors: readonly TypeboxError[]): readonly TypeboxError[] {
  const unions = errors
    .filter(({ keyword }) => keyword === "anyOf")
    .map(({ schemaPath }) => `${schemaPath}/anyOf/`);
  return errors.filter(
    ({ keyword, schemaPath }) =>
      keyword === "format" || keyword === "~refine" || !unions.some((union) => schemaPath.startsWith(union)),
  );
}

/** One issue a place: a missing and an unknown key stand for themselves. */
function issuesOf({ keyword, instancePath, params, message }: TypeboxError): StandardSchemaV1.Issue[] {
  const path = instancePath.split("/").slice(1).map(unescaped);
  const keys = namedKeys(keyword, params);
  return keys === undefined ? [{ message, path }] : keys.map((key) => ({ message, path: [...path, key] }));
}

function namedKeys(keyword: string, params: object): readonly string[] | undefined {
  if (keyword === "required" && "requiredProperties" in params) return params.requiredProperties as string[];
  if (keyword === "additionalProperties" && "additionalProperties" in params)
    return params.additionalProperties as string[];
  return undefined;
}

function unescaped(key: string): string {
  return key.replaceAll("~1", "/").replaceAll("~0", "~");
}

/** `Type.Decode` only runs forward: it throws this when it is asked to run back. */
function refuseOneWay(
  types: readonly { readonly "~codec"?: { readonly encode: (value: unknown) => unknown } }[],
): void {
  for (const { "~codec": codec } of types) {
    try {
      codec?.encode(undefined);
    } catch (error) {
      if (!(error instanceof Error) || error.message !== "Encode not implemented") continue;
      throw new Error("a Type.Decode only runs forward; write Type.Codec(type).Decode(...).Encode(...)");
    }
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
