/**
 * Valibot says its JSON Schema in a package of its own, loaded only when a Valibot schema is met.
 */
import type { Converter } from "./adapter.ts";
import type { JsonSchema, Schema } from "./schema.ts";

/** What is looked at of a Valibot schema or action. */
interface Piece {
  readonly kind: "schema" | "validation" | "transformation" | "metadata";
  readonly type: string;
}

interface Options {
  readonly target: string;
  readonly typeMode: "input" | "output";
  readonly overrideSchema: (context: {
    readonly valibotSchema: Piece;
    readonly jsonSchema: JsonSchema;
  }) => JsonSchema | undefined;
  readonly overrideAction: (context: {
    readonly valibotAction: Piece;
    readonly jsonSchema: JsonSchema;
    readonly errors?: unknown;
  }) => JsonSchema | undefined;
}

interface Tool {
  readonly toJsonSchema: (schema: Schema, options: Options) => JsonSchema;
}

/** The converter, or `undefined` where `@valibot/to-json-schema` cannot be loaded. */
export function valibotConverter(schema: Schema): Converter | undefined {
  const found = loaded();
  if (found === undefined) return undefined;
  const convert = (target: string, typeMode: "input" | "output"): JsonSchema =>
    found.toJsonSchema(schema, { target, typeMode, overrideSchema, overrideAction });
  return {
    input: ({ target }) => convert(target, "input"),
    output: ({ target }) => convert(target, "output"),
  };
}

/** What the converter has no word for, or leaves out: files, and that an object keeps what it does not know. */
const overrideSchema: Options["overrideSchema"] = ({ valibotSchema: { type }, jsonSchema }) => {
  if (type === "file" || type === "blob") return { type: "string", format: "binary" };
  return type === "loose_object" ? { ...jsonSchema, additionalProperties: {} } : undefined;
};

/** Rules that JSON Schema has no word for, and tidying of text, leave the schema as it is. */
const overrideAction: Options["overrideAction"] = ({ valibotAction, jsonSchema, errors }) =>
  errors !== undefined && (valibotAction.kind === "validation" || tidying.has(valibotAction.type))
    ? jsonSchema
    : undefined;

const tidying = new Set(["trim", "trim_start", "trim_end", "to_lower_case", "to_upper_case", "normalize"]);

/** What the converter could not write, by its type. */
export function valibotUnwritable({ message }: Error): string | undefined {
  return /^The "(\w+)" schema cannot be converted/.exec(message)?.[1];
}

/** The first transformation, which only runs forward, by its type; a response cannot have one. */
export function valibotTransform(schema: unknown): string | undefined {
  for (const piece of piecesOf(schema, new Set())) {
    if (piece.kind === "transformation" && !tidying.has(piece.type) && !harmless.has(piece.type))
      return piece.type;
  }
  return undefined;
}

const harmless = new Set(["readonly", "brand", "flavor"]);

const containers = ["pipe", "entries", "item", "items", "options", "wrapped", "key", "value", "rest"];

function* piecesOf(part: unknown, seen: Set<unknown>): Generator<Piece> {
  if (typeof part !== "object" || part === null || seen.has(part)) return;
  seen.add(part);
  if (!isPiece(part)) {
    // A list of schemas, or a record of them.
    for (const child of Object.values(part)) yield* piecesOf(child, seen);
    return;
  }
  yield part;
  for (const container of containers)
    yield* piecesOf((part as unknown as Record<string, unknown>)[container], seen);
}

function isPiece(value: object): value is Piece {
  return "kind" in value && "type" in value;
}

let tool: Tool | undefined;

/** Start-up is synchronous, so this is `require`; a runtime without it wraps the schema instead (the error says so). */
function loaded(): Tool | undefined {
  if (tool !== undefined) return tool;
  try {
    const require = globalThis.process?.getBuiltinModule?.("node:module")?.createRequire(import.meta.url);
    tool = require?.("@valibot/to-json-schema") as Tool | undefined;
  } catch {
    // Not installed, or bundled away.
  }
  return tool;
}
