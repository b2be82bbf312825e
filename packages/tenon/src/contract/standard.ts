/**
 * The adapter for every library but Zod (Valibot, ArkType, TypeBox in a wrapper, ...): Standard Schema validates, Standard
 * JSON Schema describes, and the two together give faults and filtering.
 */
import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { Adapter, Converter, Outcome, Run } from "./adapter.ts";
import { arktypeConverter, arktypeOutput } from "./arktype.ts";
import { ContractError } from "./contract-error.ts";
import { explain } from "./explain.ts";
import { type Finding, type Path, plainPath } from "./finding.ts";
import { prune } from "./prune.ts";
import type { JsonSchema, Schema } from "./schema.ts";
import { valibotConverter, valibotTransform } from "./valibot.ts";

/** The adapter of any Standard Schema. */
export function standardAdapter(schema: Schema, where: string): Adapter {
  const standard = schema["~standard"];
  let input: JsonSchema | undefined;
  const inputJson = (): JsonSchema => (input ??= convert(schema, "input", where));
  const outputJson = (): JsonSchema => convert(schema, "output", where);
  const validate: Run = (value) => standard.validate(value);
  // ArkType leaves undeclared keys in place; everything else here drops them, so they are dropped before.
  const decode: Run =
    standard.vendor === "arktype" ? (value) => validate(prune(inputJson(), inputJson(), value)) : validate;
  return {
    inputJson,
    outputJson,
    decode,
    encoder: () => {
      refuseTransforms(schema, where);
      const json = outputJson();
      const decoded = standard.vendor === "arktype" ? arktypeOutput(schema)["~standard"] : standard;
      const filtered = (result: StandardSchemaV1.Result<unknown>): StandardSchemaV1.Result<unknown> =>
        result.issues === undefined ? { value: prune(json, json, result.value) } : result;
      return (value): Outcome => {
        // Filtered first, because a strict schema would refuse what only has to be left out.
        const result = decoded.validate(prune(json, json, value));
        return result instanceof Promise ? result.then(filtered) : filtered(result);
      };
    },
    findings: (issues, value) => explained(inputJson(), issues, value),
  };
}

function refuseTransforms(schema: Schema, where: string): void {
  const transform = schema["~standard"].vendor === "valibot" ? valibotTransform(schema) : undefined;
  if (transform === undefined) return;
  throw new ContractError(
    `${where}: the response has a "${transform}" action, which only runs forward. Write the schema of what is sent, and convert in the handler.`,
  );
}

function convert(schema: Schema, side: "input" | "output", where: string): JsonSchema {
  const converter = converterOf(schema, where);
  try {
    return converter[side]({ target: "draft-2020-12" });
  } catch (error) {
    if (error instanceof ContractError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new ContractError(
      `${where}: this ${schema["~standard"].vendor} schema has no JSON Schema on its ${side} side (${reason}). Write what goes over the wire, and convert in the handler.`,
      { cause: error },
    );
  }
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
  const told = explain(json, value).filter((finding) =>
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
