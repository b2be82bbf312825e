/** The file of a resource's table. */
import type { Field } from "./fields.ts";
import type { Resource } from "./resource-asked.ts";

export function modelFile({ one, many, fields }: Resource): string {
  const used = new Set(fields.map(({ columnImport }) => columnImport));
  const fromDrizzle = new Set<string>([...used, "index", "pgTable", "uuid"]);
  fromDrizzle.delete("moment");
  return `/** The \`${many.snake}\` table. */
import { ${[...fromDrizzle].sort().join(", ")} } from "drizzle-orm/pg-core";
import { id, moment } from "./columns.ts";
import { users } from "./user.ts";

export const ${many.camel} = pgTable(
  "${many.snake}",
  {
    id: id(),
    /** Whose it is; it goes with its owner. */
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
${fields.map((field) => `    ${columnOf(field)},`).join("\n")}
    createdAt: moment("created_at").notNull().defaultNow(),
    updatedAt: moment("updated_at")
      .notNull()
      .defaultNow()
      .$onUpdate(() => new Date()),
  },
  // Newer ids sort behind older ones: this is the order of an owner's list, too.
  (table) => [index("${many.snake}_user_id_id_idx").on(table.userId, table.id)],
);

/** A row as it is stored. */
export type ${one.pascal}Row = typeof ${many.camel}.$inferSelect;
`;
}

function columnOf({ name, column, columnImport, columnCode, isOptional }: Field): string {
  // `moment` always wants the name; elsewhere the key is enough where it is the same.
  const named = name === column && columnImport !== "moment" ? "" : `"${column}"`;
  return `${name}: ${columnCode(named)}${isOptional ? "" : ".notNull()"}`;
}
