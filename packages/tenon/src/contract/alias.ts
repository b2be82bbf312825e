/**
 * The wire name of a field that is called something else in code.
 *
 * Libraries with metadata say it there (Zod: `.meta({ alias: "item-query" })`); for others there is a wrapper. Headers need
 * none for the usual case: `userAgent` and `user_agent` are `user-agent`.
 */
import { members, own } from "./json-schema.ts";
import type { JsonSchema, Schema } from "./schema.ts";

const aliases = new WeakMap<Schema, { readonly name: string; readonly schema: Schema }>();

/**
 * Gives a field of `params`, `query`, `headers`, `cookies` or `form` another name on the wire.
 *
 * @example
 * query: { itemQuery: alias("item-query", v.string()) } // ?item-query=x
 */
export function alias<S extends Schema>(
  name: string,
  schema: S,
): Schema<StandardInput<S>, StandardOutput<S>> {
  const wrapper = { "~standard": schema["~standard"] } as Schema<StandardInput<S>, StandardOutput<S>>;
  aliases.set(wrapper, { name, schema });
  return wrapper;
}

type StandardInput<S extends Schema> = NonNullable<S["~standard"]["types"]>["input"];
type StandardOutput<S extends Schema> = NonNullable<S["~standard"]["types"]>["output"];

/** The schema inside an `alias(...)`, or the schema itself. */
export function withoutAlias(schema: Schema): Schema {
  return aliases.get(schema)?.schema ?? schema;
}

/** The wire name of a field: its alias, else its key in the spelling of its source. */
export function wireName(
  kind: string,
  key: string,
  json: JsonSchema,
  root: JsonSchema,
  schema?: Schema,
): string {
  const wrapped = schema === undefined ? undefined : aliases.get(schema)?.name;
  const named =
    wrapped ??
    own(json, "alias") ??
    members(json, root)
      .map((member) => own(member, "alias"))
      .find((name) => name !== undefined);
  if (typeof named === "string") return named;
  return kind === "headers" ? headerName(key) : key;
}

/** `userAgent`, `user_agent` and `user-agent` to `user-agent`. */
export function headerName(key: string): string {
  return key
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .replaceAll("_", "-")
    .toLowerCase();
}
