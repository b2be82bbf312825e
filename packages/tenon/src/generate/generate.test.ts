/** What the generator of code reads and refuses. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readFields } from "./fields.ts";
import { generate } from "./generate.ts";
import { addImport, appendEntry, appendToLastRecord } from "./insert.ts";
import { namesOf, pluralOf } from "./names.ts";

let project: string;
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "tenon-generate-"));
  mkdirSync(join(project, "app"));
  writeFileSync(join(project, "app/main.ts"), "");
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

test("a name is understood in every spelling", () => {
  for (const typed of ["blog-post", "blogPost", "BlogPost", "blog_post"])
    expect(namesOf(typed)).toMatchObject({ kebab: "blog-post", camel: "blogPost", pascal: "BlogPost" });
  expect(["article", "story", "box", "day"].map((name) => pluralOf(namesOf(name)))).toEqual([
    "articles",
    "stories",
    "boxes",
    "days",
  ]);
  expect(() => namesOf("../x")).toThrow("cannot be a name");
});

test.each([
  ["title", "write name:type"],
  ["title:varchar", "not known: string, text"],
  ["id:uuid", "every resource has that"],
  ["status:enum(a|a)", "different words"],
  ["Title:string", "write name:type"],
])("the field %s is refused, and it is said why", (field, message) => {
  expect(() => readFields([field])).toThrow(message);
});

test("fields may be optional, and have one name each", () => {
  expect(readFields(["publishedAt:datetime?"])).toMatchObject([
    { name: "publishedAt", column: "published_at", isOptional: true },
  ]);
  expect(() => readFields(["a:text", "a:string"])).toThrow("twice");
  expect(() => readFields([])).toThrow("needs fields");
});

test("an entry goes to the end of its list, whatever brackets stand in texts and comments", () => {
  const text = 'const a = {\n  x: ")}", // }\n  y: [1],\n};\nconst b = {};';
  expect(appendEntry(text, /const a = \{/, "z: 2")).toBe(
    'const a = {\n  x: ")}", // }\n  y: [1],\nz: 2,\n};\nconst b = {};',
  );
  expect(appendToLastRecord("v1 = router({ a: {} }, { b });", /v1 = router\(/, "c")).toBe(
    "v1 = router({ a: {} }, { b, c });",
  );
  expect(appendEntry(text, /const c = \{/, "z")).toBeUndefined();
  expect(addImport('import a from "a";\nimport {\n  b,\n} from "b";\n\nb();', 'import c from "c";')).toBe(
    'import a from "a";\nimport {\n  b,\n} from "b";\nimport c from "c";\n\nb();',
  );
});

test("what is there is never overwritten", async () => {
  const asked = { kind: "dependency", name: "clock", fields: [], project } as const;
  expect(await generate(asked)).toEqual(["app/services/clock.ts", "tests/clock.test.ts"]);
  writeFileSync(join(project, "app/services/clock.ts"), "// mine");
  await expect(generate(asked)).rejects.toThrow("there already: nothing was changed");
  expect(readFileSync(join(project, "app/services/clock.ts"), "utf8")).toBe("// mine");
});

test("a project without what a resource needs is refused, and stays as it is", async () => {
  const asked = { kind: "resource", name: "article", fields: ["title:string"], project } as const;
  await expect(generate(asked)).rejects.toThrow("npm create tenon");
  expect(readdirSync(join(project, "app"))).toEqual(["main.ts"]);
});
