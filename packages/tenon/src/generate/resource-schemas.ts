/** The file of a resource's contracts. */
import type { Field } from "./fields.ts";
import type { Resource } from "./resource-asked.ts";

export function schemasFile({ one, many, fields }: Resource): string {
  const imports = new Map([
    ["./page.ts", new Set(["limit"])],
    ["./timestamp.ts", new Set(["Timestamp"])],
  ]);
  for (const { schemaImport } of fields) {
    if (schemaImport === undefined) continue;
    const { name, from } = schemaImport;
    imports.set(from, (imports.get(from) ?? new Set()).add(name));
  }
  const importLines = [...imports]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([from, names]) => `import { ${[...names].sort().join(", ")} } from "${from}";`);
  const optional = fields.filter(({ isOptional }) => isOptional).map(({ name }) => `${name}: true`);
  const omittable = optional.length === 0 ? "" : `.partial({ ${optional.join(", ")} })`;
  return `/** The contracts of ${many.words}: what comes in, and all that goes out. */
import { z } from "zod";
${importLines.join("\n")}

/** What its owner decides. */
const fields = {
${fields.map((field) => `  ${field.name}: ${schemaOf(field)},`).join("\n")}
};

/** A new ${one.words}. */
export const ${one.pascal}Create = z.object(fields)${omittable}.meta({ id: "${one.pascal}Create" });
export type ${one.pascal}Create = z.infer<typeof ${one.pascal}Create>;

/** What is to be changed; what is left out stays. */
export const ${one.pascal}Change = z.object(fields).partial().meta({ id: "${one.pascal}Change" });
export type ${one.pascal}Change = z.infer<typeof ${one.pascal}Change>;

/** The ${one.words} as the API shows it. */
export const ${one.pascal}Response = z
  .object({ id: z.uuid(), userId: z.uuid().describe("Whose it is"), ...fields, createdAt: Timestamp, updatedAt: Timestamp })
  .meta({ id: "${one.pascal}" });

/** Which to read, newest first. */
export const ${one.pascal}Query = {
  limit,
  before: z.uuid().optional().describe("The id of the last one of the page before"),
};

/** Which part of a list is asked for. */
export interface ${one.pascal}Query {
  readonly limit: number;
  readonly before?: string | undefined;
}
`;
}

function schemaOf({ schema, isOptional }: Field): string {
  return isOptional ? `z.nullable(${schema})` : schema;
}
