/** `tenon generate dependency`: a value that operations and jobs may need, and its test. */
import type { Changes } from "./changes.ts";
import type { Names } from "./names.ts";

/** Plans the files of a dependency. */
export function planDependency(changes: Changes, { kebab, camel, pascal, words }: Names): void {
  // Whatever else a project has given up, it has an app.
  changes.read("app/main.ts");
  changes.create(
    `app/services/${kebab}.ts`,
    `/** The dependency "${words}": say here what it gives. */
import { dependency } from "tenon";

/** What is handed to those who need it. */
export class ${pascal} {
  /** When it was made. */
  readonly madeAt = new Date();
}

/** One for each request or job; \`scope: "app"\` makes it one for the life of the app. */
export const ${camel} = dependency({ name: "${camel}" }, () => new ${pascal}());
`,
  );
  changes.create(
    `tests/${kebab}.test.ts`,
    `import { createApp, get } from "tenon";
import { testClient } from "tenon/testing";
import { expect, test } from "vitest";
import { ${camel}, ${pascal} } from "../app/services/${kebab}.ts";

test("each request gets one of its own", async () => {
  const seen: ${pascal}[] = [];
  const use = get("/use", { depends: { given: ${camel}, again: ${camel} } }, ({ given, again }) => {
    expect(again).toBe(given);
    seen.push(given);
  });
  await using client = await testClient(createApp({ title: "Test", version: "1.0.0", routes: { use } }));
  expect([(await client.get("/use")).status, (await client.get("/use")).status]).toEqual([200, 200]);
  expect([seen.length, new Set(seen).size]).toEqual([2, 2]);
});
`,
  );
}
