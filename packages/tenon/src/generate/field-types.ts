/** What each type of field is in a table, in a contract, and in a test; all texts are TypeScript. */

/** A type of field. */
export interface FieldType {
  /** The column; `column` is its name as an argument, empty where it is the key itself. */
  readonly columnCode: (column: string) => string;
  /** What the column is made with, from Drizzle or from `models/columns.ts`. */
  readonly columnImport: "text" | "integer" | "doublePrecision" | "boolean" | "date" | "uuid" | "moment";
  readonly schema: string;
  /** Where the schema comes from, when that is not Zod itself. */
  readonly schemaImport?: { readonly name: string; readonly from: string };
  /** Two different values, as JSON has them. */
  readonly sample: string;
  readonly otherSample: string;
  /** A value that is refused. */
  readonly misfit: string;
}

const text = { name: "Text", from: "./text.ts" };

function textOf(name: string, schema: string): FieldType {
  return {
    columnCode: (column) => `text(${column})`,
    columnImport: "text",
    schema,
    schemaImport: text,
    sample: `"A ${name}"`,
    otherSample: `"Another ${name}"`,
    misfit: "7",
  };
}

/** The types by the words of the command line. */
export const fieldTypes = {
  string: (name: string): FieldType => textOf(name, "Text.min(1).max(255)"),
  text: (name: string): FieldType => textOf(name, "Text.max(100_000)"),
  integer: (): FieldType => ({
    columnCode: (column) => `integer(${column})`,
    columnImport: "integer",
    schema: "z.int32()",
    sample: "1",
    otherSample: "2",
    misfit: '"one"',
  }),
  number: (): FieldType => ({
    columnCode: (column) => `doublePrecision(${column})`,
    columnImport: "doublePrecision",
    schema: "z.number()",
    sample: "1.5",
    otherSample: "2.5",
    misfit: '"one"',
  }),
  boolean: (): FieldType => ({
    columnCode: (column) => `boolean(${column})`,
    columnImport: "boolean",
    schema: "z.boolean()",
    sample: "true",
    otherSample: "false",
    misfit: '"perhaps"',
  }),
  date: (): FieldType => ({
    columnCode: (column) => `date(${column === "" ? "" : `${column}, `}{ mode: "string" })`,
    columnImport: "date",
    schema: "CalendarDate",
    schemaImport: { name: "CalendarDate", from: "./timestamp.ts" },
    sample: '"2026-01-31"',
    otherSample: '"2026-02-28"',
    misfit: '"2026-02-30"',
  }),
  datetime: (): FieldType => ({
    columnCode: (column) => `moment(${column})`,
    columnImport: "moment",
    schema: "Timestamp",
    schemaImport: { name: "Timestamp", from: "./timestamp.ts" },
    sample: '"2026-01-31T09:30:00.000Z"',
    otherSample: '"2026-02-28T18:00:00.000Z"',
    misfit: '"yesterday"',
  }),
  uuid: (): FieldType => ({
    columnCode: (column) => `uuid(${column})`,
    columnImport: "uuid",
    schema: "z.uuid()",
    sample: '"0198c5a4-0e3b-7a59-8f0e-2f1f4f6f3a51"',
    otherSample: '"0198c5a4-0e3b-7a59-8f0e-2f1f4f6f3a52"',
    misfit: '"1"',
  }),
};
