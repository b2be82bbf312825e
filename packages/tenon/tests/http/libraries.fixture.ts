/** One small shop, said in four schema libraries: what the core suite asks each of them. */
import { type } from "arktype";
import Type from "typebox";
import * as v from "valibot";
import * as z from "zod";
import type { Schema } from "../../src/index.ts";
import { typebox } from "../../src/typebox.ts";

/** The same schemas in one library. */
export interface Vocabulary {
  readonly int: Schema;
  readonly optionalInt: Schema;
  /** An object for a query, with defaults for everything. */
  readonly page: Schema;
  readonly colour: Schema;
  readonly optionalColour: Schema;
  readonly tags: Schema;
  readonly ids: Schema;
  readonly uuid: Schema;
  readonly day: Schema;
  readonly moment: Schema;
  readonly intOrFlag: Schema;
  /** Two to five characters. */
  readonly word: Schema;
  /** Unknown keys are refused. */
  readonly strictFilter: Schema;
  readonly item: Schema;
  readonly pet: Schema;
  readonly strictBody: Schema;
  readonly counts: Schema;
  readonly note: Schema;
  readonly tree: Schema;
}

const Owner = z
  .object({ name: z.string(), email: z.email() })
  .meta({ id: "Owner", description: "Who has it" });
interface ZodTree {
  label: string;
  children: ZodTree[];
}
const ZodTree: z.ZodType<ZodTree> = z.object({
  label: z.string(),
  get children() {
    return z.array(ZodTree);
  },
});

const zod: Vocabulary = {
  int: z.int(),
  optionalInt: z.int().optional(),
  page: z.object({ size: z.int().min(1).max(100).default(20), full: z.boolean().default(false) }),
  colour: z.enum(["red", "blue"]),
  optionalColour: z.enum(["red", "blue"]).optional(),
  tags: z.array(z.string()).optional(),
  ids: z.array(z.int()).min(1).max(3),
  uuid: z.uuid(),
  day: z.iso.date(),
  moment: z.iso.datetime({ offset: true }),
  intOrFlag: z.union([z.int(), z.boolean()]),
  word: z.string().min(2).max(5),
  strictFilter: z.strictObject({ limit: z.int().default(10), q: z.string().optional() }),
  item: z.object({
    name: z.string().min(1),
    price: z.number().gt(0),
    stock: z.int().default(0),
    colour: z.enum(["red", "blue"]),
    note: z.string().nullable(),
    weight: z.number().optional(),
    tags: z.array(z.string()).default([]),
    owner: Owner,
    owners: z.array(Owner).optional(),
  }),
  pet: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("cat"), lives: z.int() }),
    z.object({ kind: z.literal("dog"), name: z.string() }),
  ]),
  strictBody: z.strictObject({ a: z.int() }),
  counts: z.record(z.string(), z.int()),
  note: z.string(),
  tree: ZodTree,
};

const ValibotOwner = v.pipe(
  v.object({ name: v.string(), email: v.pipe(v.string(), v.email()) }),
  v.description("Who has it"),
  v.metadata({ id: "Owner" }),
);
interface ValibotTree {
  label: string;
  children: ValibotTree[];
}
const ValibotTree: v.GenericSchema<ValibotTree> = v.object({
  label: v.string(),
  children: v.array(v.lazy(() => ValibotTree)),
});
const vInt = v.pipe(v.number(), v.safeInteger());

const valibot: Vocabulary = {
  int: vInt,
  optionalInt: v.optional(vInt),
  page: v.object({
    size: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(100)), 20),
    full: v.optional(v.boolean(), false),
  }),
  colour: v.picklist(["red", "blue"]),
  optionalColour: v.optional(v.picklist(["red", "blue"])),
  tags: v.optional(v.array(v.string())),
  ids: v.pipe(v.array(vInt), v.minLength(1), v.maxLength(3)),
  uuid: v.pipe(v.string(), v.uuid()),
  day: v.pipe(v.string(), v.isoDate()),
  moment: v.pipe(v.string(), v.isoTimestamp()),
  intOrFlag: v.union([vInt, v.boolean()]),
  word: v.pipe(v.string(), v.minLength(2), v.maxLength(5)),
  strictFilter: v.strictObject({ limit: v.optional(vInt, 10), q: v.optional(v.string()) }),
  item: v.object({
    name: v.pipe(v.string(), v.minLength(1)),
    price: v.pipe(v.number(), v.gtValue(0)),
    stock: v.optional(vInt, 0),
    colour: v.picklist(["red", "blue"]),
    note: v.nullable(v.string()),
    weight: v.optional(v.number()),
    tags: v.optional(v.array(v.string()), []),
    owner: ValibotOwner,
    owners: v.optional(v.array(ValibotOwner)),
  }),
  pet: v.variant("kind", [
    v.object({ kind: v.literal("cat"), lives: vInt }),
    v.object({ kind: v.literal("dog"), name: v.string() }),
  ]),
  strictBody: v.strictObject({ a: vInt }),
  counts: v.record(v.string(), vInt),
  note: v.string(),
  tree: ValibotTree,
};

const ArkOwner = type({ name: "string", email: "string.email" })
  .describe("Who has it")
  .configure({ id: "Owner" } as object);

const arkInt = type("number.safe % 1");

const arktype: Vocabulary = {
  int: arkInt,
  optionalInt: arkInt.or("undefined"),
  page: type({ size: "1 <= number.integer <= 100 = 20", full: "boolean = false" }),
  colour: type("'red' | 'blue'"),
  optionalColour: type("'red' | 'blue' | undefined"),
  tags: type("string[] | undefined"),
  ids: type("1 <= number.integer[] <= 3"),
  uuid: type("string.uuid"),
  day: type("string.date.iso").configure({ format: "date" }),
  moment: type("string.date.iso").configure({ format: "date-time" }),
  intOrFlag: arkInt.or("boolean"),
  word: type("2 <= string <= 5"),
  strictFilter: type({ "+": "reject", limit: "number.integer = 10", "q?": "string" }),
  item: type({
    name: "string >= 1",
    price: "number > 0",
    stock: "number.integer = 0",
    colour: "'red' | 'blue'",
    note: "string | null",
    "weight?": "number",
    tags: type("string[]").default(() => []),
    owner: ArkOwner,
    "owners?": ArkOwner.array(),
  }),
  pet: type({ kind: "'cat'", lives: "number.integer" }).or({ kind: "'dog'", name: "string" }),
  strictBody: type({ "+": "reject", a: "number.integer" }),
  counts: type("Record<string, number.integer>"),
  note: type("string"),
  tree: type({ label: "string", children: "this[]" }),
};

const TypeboxOwner = Type.Object(
  { name: Type.String(), email: Type.String({ format: "email" }) },
  { $id: "Owner", description: "Who has it" },
);
const Colour = Type.Enum(["red", "blue"]);
// TypeBox needs a word for what refers to itself; two underscores keep it out of the document.
const Tree = Type.Cyclic(
  { __tree: Type.Object({ label: Type.String(), children: Type.Array(Type.Ref("__tree")) }) },
  "__tree",
);

const typeBox: Vocabulary = {
  int: typebox(Type.Integer()),
  optionalInt: typebox(Type.Optional(Type.Integer())),
  page: typebox(
    Type.Object({
      size: Type.Integer({ minimum: 1, maximum: 100, default: 20 }),
      full: Type.Boolean({ default: false }),
    }),
  ),
  colour: typebox(Colour),
  optionalColour: typebox(Type.Optional(Colour)),
  tags: typebox(Type.Optional(Type.Array(Type.String()))),
  ids: typebox(Type.Array(Type.Integer(), { minItems: 1, maxItems: 3 })),
  uuid: typebox(Type.String({ format: "uuid" })),
  day: typebox(Type.String({ format: "date" })),
  moment: typebox(Type.String({ format: "date-time" })),
  intOrFlag: typebox(Type.Union([Type.Integer(), Type.Boolean()])),
  word: typebox(Type.String({ minLength: 2, maxLength: 5 })),
  strictFilter: typebox(
    Type.Object(
      { limit: Type.Integer({ default: 10 }), q: Type.Optional(Type.String()) },
      { additionalProperties: false },
    ),
  ),
  item: typebox(
    Type.Object({
      name: Type.String({ minLength: 1 }),
      price: Type.Number({ exclusiveMinimum: 0 }),
      stock: Type.Integer({ default: 0 }),
      colour: Colour,
      note: Type.Union([Type.String(), Type.Null()]),
      weight: Type.Optional(Type.Number()),
      tags: Type.Array(Type.String(), { default: [] }),
      owner: TypeboxOwner,
      owners: Type.Optional(Type.Array(TypeboxOwner)),
    }),
  ),
  pet: typebox(
    Type.Union([
      Type.Object({ kind: Type.Literal("cat"), lives: Type.Integer() }),
      Type.Object({ kind: Type.Literal("dog"), name: Type.String() }),
    ]),
  ),
  strictBody: typebox(Type.Object({ a: Type.Integer() }, { additionalProperties: false })),
  counts: typebox(Type.Record(Type.String(), Type.Integer())),
  note: typebox(Type.String()),
  tree: typebox(Tree),
};

/** By the name of the library. */
export const libraries: Readonly<Record<string, Vocabulary>> = {
  "Zod 4": zod,
  Valibot: valibot,
  ArkType: arktype,
  TypeBox: typeBox,
};
