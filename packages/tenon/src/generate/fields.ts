/** The fields of a resource: `title:string`, `subtitle:string?`, `status:enum(draft|published)`. */
import { type FieldType, fieldTypes } from "./field-types.ts";
import { GenerationError } from "./generation-error.ts";

/** A field of a resource. */
export interface Field extends FieldType {
  /** `publishedAt`, in code and on the wire. */
  readonly name: string;
  /** `published_at`, in the table. */
  readonly column: string;
  /** May be absent and null. */
  readonly isOptional: boolean;
}

/** What every resource has, or what JavaScript has on every object. */
const taken = new Set(["id", "userId", "createdAt", "updatedAt", "constructor", "then"]);

/**
 * Reads the fields of a command line.
 *
 * @throws {GenerationError} naming the field that is not understood
 */
export function readFields(texts: readonly string[]): Field[] {
  if (texts.length === 0)
    throw new GenerationError(
      "A resource needs fields: tenon generate resource article title:string body:text",
    );
  const fields = texts.map(readField);
  const twice = fields.find(({ name }, at) => fields.findIndex((it) => it.name === name) !== at);
  if (twice !== undefined) throw new GenerationError(`The field "${twice.name}" is there twice.`);
  return fields;
}

function readField(text: string): Field {
  const {
    name = "",
    type = "",
    optional,
  } = /^(?<name>[^:]*):(?<type>.+?)(?<optional>\?)?$/.exec(text)?.groups ?? {};
  if (!/^[a-z][A-Za-z0-9]*$/.test(name))
    throw new GenerationError(`"${text}" is no field: write name:type, the name as publishedAt.`);
  if (taken.has(name))
    throw new GenerationError(`A field cannot be named "${name}": every resource has that.`);
  return { name, column: snakeOf(name), isOptional: optional !== undefined, ...typeOf(text, type, name) };
}

function typeOf(text: string, type: string, name: string): FieldType {
  const values = /^enum\((.*)\)$/.exec(type)?.[1]?.split("|");
  if (values === undefined && Object.hasOwn(fieldTypes, type))
    return fieldTypes[type as keyof typeof fieldTypes](name);
  if (values === undefined)
    throw new GenerationError(
      `"${text}" has a type that is not known: ${Object.keys(fieldTypes).join(", ")}, enum(a|b); a "?" behind it for what may be absent.`,
    );
  if (!values.every((it) => /^[\w-]+$/.test(it)) || new Set(values).size !== values.length)
    throw new GenerationError(
      `"${text}": an enum has different words of letters and digits: enum(draft|published).`,
    );
  return enumOf(values);
}

function enumOf(values: readonly string[]): FieldType {
  const quoted = values.map((it) => `"${it}"`);
  return {
    columnCode: (column) => `text(${column}).$type<${quoted.join(" | ")}>()`,
    columnImport: "text",
    schema: `z.enum([${quoted.join(", ")}])`,
    sample: quoted[0] ?? "",
    otherSample: quoted.at(-1) ?? "",
    misfit: '"none of these"',
  };
}

function snakeOf(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
