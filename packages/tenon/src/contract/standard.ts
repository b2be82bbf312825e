/**
 * The adapter for every library but Zod (Valibot, ArkType, TypeBox in a wrapper, ...): Standard Schema validates, Standard
 * JSON Schema describes, and the two together give faults and filtering.
 */
import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { Adapter, Converter, Outcome, Run } from "./adapter.ts";
import { arktypeConverter, arktypeOutput, hasOpenMorph } from "./arktype.ts";
import { ContractError } from "./contract-error.ts";
import { explain } from "./explain.ts";
import { type Finding, type Path, plainPath } from "./finding.ts";
import { isJsonSchema, mapSchemas, own } from "./json-schema.ts";
import { prune, pruneRequest } from "./prune.ts";
import type { JsonSchema, Schema, TwoWaySchema } from "./schema.ts";
import { insteadOf, UnwritableError } from "./unwritable.ts";
import { valibotConverter, valibotTransform, valibotUnwritable } from "./valibot.ts";
import { writtenJson } from "./written-json.ts";

/** The adapter of any Standard Schema. */
export function standardAdapter(schema: Schema, where: string): Adapter {
  const standard = schema["~standard"];
  let input: JsonSchema | undefined;
  const inputJson = (): JsonSchema => (input ??= convert(schema, "input", where));
  const outputJson = (): JsonSchema => answered(convert(schema, "output", where));
  const validate: Run = (value) => standard.validate(value);
  return {
    inputJson,
    outputJson,
    decode: keeping.has(standard.vendor) ? (value) => validate(pruneRequest(inputJson(), value)) : validate,
    encoder: () => encoderOf(schema, outputJson(), where),
    findings: (issues, value) => explained(inputJson(), issues, value),
  };
}

/** These leave undeclared keys in place; every other library drops them. */
const keeping = new Set(["arktype", "typebox"]);

function encoderOf(schema: Schema, json: JsonSchema, where: string): Run {
  if (isTwoWay(schema)) return told(schema["~encoder"], schema, "output", where);
  const decoded = schema["~standard"].vendor === "arktype" ? arktypeOutput(schema) : schema;
  const filtered = (result: StandardSchemaV1.Result<unknown>): StandardSchemaV1.Result<unknown> =>
    result.issues === undefined ? { value: prune(json, result.value) } : result;
  return (value): Outcome => {
    // Filtered first, because a strict schema would refuse what only has to be left out.
    const result = decoded["~standard"].validate(prune(json, value));
    return result instanceof Promise ? result.then(filtered) : filtered(result);
  };
}

function isTwoWay(schema: Schema): schema is TwoWaySchema {
  return "~encoder" in schema;
}

/** What is filled in when it is left out is always there in an answer. */
function answered(json: JsonSchema): JsonSchema {
  return mapSchemas(json, (node) => {
    const properties = own(node, "properties");
    if (!isJsonSchema(properties)) return node;
    const declared = own(node, "required");
    const required = new Set(Array.isArray(declared) ? declared : []);
    const always = Object.entries(properties).filter(
      ([key, property]) =>
        required.has(key) || (isJsonSchema(property) && Object.hasOwn(property, "default")),
    );
    return always.length === 0 ? node : { ...node, required: always.map(([key]) => key) };
  });
}

function convert(schema: Schema, side: "input" | "output", where: string): JsonSchema {
  if (side === "output") refuseTransforms(schema, where);
  const converter = converterOf(schema, where);
  const json = told(() => converter[side]({ target: "draft-2020-12" }), schema, side, where);
  return writtenJson(json, where);
}

function refuseTransforms(schema: Schema, where: string): void {
  const { vendor } = schema["~standard"];
  const transform = vendor === "valibot" ? valibotTransform(schema) : undefined;
  if (transform !== undefined) {
    throw new ContractError(
      `${where}: the response has a "${transform}" action, which only runs forward. Write the schema of what is sent, and convert in the handler.`,
    );
  }
  if (vendor === "arktype" && hasOpenMorph(schema)) {
    throw new ContractError(
      `${where}: the response has a morph that does not say what comes out of it. Add .to(...) with the type of what is sent, or convert in the handler.`,
    );
  }
}

/** Asks a library something at start-up; what it cannot say is told with the operation's name and a way out. */
function told<T>(ask: () => T, schema: Schema, side: "input" | "output", where: string): T {
  try {
    return ask();
  } catch (error) {
    if (error instanceof ContractError) throw error;
    const { vendor } = schema["~standard"];
    const what = side === "input" ? "input" : "response";
    const cause = { cause: error };
    const kind = unwritableKind(error);
    if (kind !== undefined) {
      const remedy = insteadOf(vendor, kind, side);
      throw new ContractError(
        `${where}: the ${what} has ${/^[aeiou]/i.test(kind) ? "an" : "a"} ${kind}, which has no form in JSON; ${remedy}.`,
        cause,
      );
    }
    const reason = error instanceof Error ? error.message : String(error);
    throw new ContractError(
      `${where}: the ${what}, a ${vendor} schema, has no JSON Schema: ${reason}.`,
      cause,
    );
  }
}

function unwritableKind(error: unknown): string | undefined {
  if (error instanceof UnwritableError) return error.kind;
  return error instanceof Error ? valibotUnwritable(error) : undefined;
}

function converterOf(schema: Schema, where: string): Converter {
  const standard: object = schema["~standard"];
  const { vendor } = schema["~standard"];
  const better = vendor === "arktype" ? arktypeConverter(schema) : undefined;
  if (better !== undefined) return better;
  if ("jsonSchema" in standard) return standard.jsonSchema as Converter;
  const found = vendor === "valibot" ? valibotConverter(schema) : undefined;
  if (found !== undefined) return found;
  throw new ContractError(
    vendor === "valibot"
      ? `${where}: install @valibot/to-json-schema, or (in a bundle) wrap the schema in its toStandardJsonSchema(), so that it can say its JSON Schema.`
      : `${where}: this ${vendor} schema cannot say its JSON Schema; give it "~standard".jsonSchema (https://standardschema.dev/json-schema).`,
  );
}

/** What the JSON Schema explains of the library's issues, and the rest in the library's words. */
function explained(json: JsonSchema, issues: readonly StandardSchemaV1.Issue[], value: unknown): Finding[] {
  const reported = issues.map((issue) => ({ path: plainPath(issue.path), message: issue.message }));
  const told = explain(json, value).filter(
    (finding) =>
      // Of unknown keys a library may name the first only.
      finding.type === "extra_forbidden" ||
      reported.some(({ path }) =>
        finding.onlyIfReported === true ? isSame(path, finding.path) : touches(path, finding.path),
      ),
  );
  const rest = reported.filter(({ path }) => !told.some((finding) => touches(path, finding.path)));
  return [
    ...told,
    ...rest.map(({ path, message }) => ({
      type: "value_error",
      path,
      ctx: { error: message },
      msg: message,
    })),
  ];
}

function isSame(a: Path, b: Path): boolean {
  return a.length === b.length && touches(a, b);
}

/** Whether one path lies inside the other. */
function touches(a: Path, b: Path): boolean {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) if (String(a[index]) !== String(b[index])) return false;
  return true;
}
