/** What a resource adds to files that are there: its error, its scope, its place in the API, who may call it. */
import type { Changes } from "./changes.ts";
import { addImport, appendEntry, appendToLastRecord } from "./insert.ts";
import type { Resource } from "./resource-asked.ts";
import { sampleOf } from "./resource-tests.ts";

const matrix = "tests/api/access-matrix.test.ts";

export function wire(changes: Changes, resource: Resource): void {
  const { one, many, version } = resource;
  const scope = `"${many.kebab}:read"`;
  changes.edit(
    "app/core/errors.ts",
    "an error",
    (text) => `${text.trimEnd()}

/** None of the caller's ${many.words} has this id. */
export const ${one.pascal}NotFound = defineError(404, "${one.snake}_not_found", { message: "${sentence(one.words)} not found" });
`,
  );
  changes.edit("app/core/roles.ts", `the scope ${scope}`, (text) => {
    const described = appendEntry(
      text,
      /export const scopes = \{/,
      `${scope}: "Read everybody's ${many.words}"`,
    );
    return described && appendEntry(described, /\badmin: \[/, scope);
  });
  changes.edit(`app/api/${version}/index.ts`, many.camel, (text) => {
    const added = appendToLastRecord(text, /export const \w+ = router\(/, many.camel);
    return added && addImport(added, `import { ${many.camel} } from "./endpoints/${many.kebab}.ts";`);
  });
  // A project may have given this test up.
  if (changes.has(matrix)) changes.edit(matrix, "who may call it", (text) => withRules(text, resource));
}

function withRules(text: string, { many, fields, version }: Resource): string | undefined {
  const [first] = fields;
  const path = `/api/${version}/${many.kebab}`;
  const json = sampleOf(fields);
  const one = `await service.make("${path}", token, ${json})`;
  const rules = [
    `create": { to: "signed in", gives: 201, call: () => ({ json: ${json} }) }`,
    `list": { to: "signed in", gives: 200 }`,
    `listAll": { to: "${many.kebab}:read", gives: 200 }`,
    `one": { to: "owner", gives: 200, call: async ({ token }) => ({ params: { id: ${one} } }) }`,
    `change": { to: "owner", gives: 200, call: async ({ token }) => ({ params: { id: ${one} }, json: { ${first?.name}: ${first?.otherSample} } }) }`,
    `remove": { to: "owner", gives: 204, call: async ({ token }) => ({ params: { id: ${one} } }) }`,
  ].map((rule) => `  "${version}.${many.camel}.${rule}`);
  return appendEntry(text, /^const rules\b[^=]*= \{/m, rules.join(",\n").trimStart().replace(/^/, "  "));
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
