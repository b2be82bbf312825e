import { readFileSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { findCircles, findForbidden, readSource, readSources } from "./imports.ts";
import { emptyNames, longestFile, packages } from "./rules.ts";

const repository = join(import.meta.dirname, "../..");

describe.each(packages)("$name", ({ root, rooms }) => {
  const files = readSources(join(repository, root));

  test("has sources", () => {
    expect(files.length).toBeGreaterThan(0);
  });

  test("imports run one way", () => {
    expect(findForbidden(files, rooms)).toEqual([]);
  });

  test("no file imports itself through others", () => {
    expect(findCircles(files).map((circle) => circle.join(" -> "))).toEqual([]);
  });

  test("no file is longer than the limit", () => {
    const long = files.filter((file) => file.lines > longestFile);
    expect(long.map((file) => `${file.path} has ${file.lines} lines (limit ${longestFile})`)).toEqual([]);
  });

  test("every name says what is inside", () => {
    const names = files.flatMap(({ path }) => path.split("/").map((part) => ({ path, part })));
    const empty = names.filter(({ part }) => emptyNames.test(basename(part, extname(part))));
    expect(empty.map(({ path }) => path)).toEqual([]);
  });
});

test("the framework does not import itself by name", () => {
  const files = readSources(join(repository, "packages/tenon/src"));
  expect(
    files.filter((file) => file.packages.some((it) => /^tenon(\/|$)/.test(it))).map((it) => it.path),
  ).toEqual([]);
});

test("every dependency has its reason in docs/dependencies.md", () => {
  const reasons = readFileSync(join(repository, "docs/dependencies.md"), "utf8");
  const manifests = [
    "package.json",
    "packages/tenon/package.json",
    "packages/create-tenon/package.json",
    "packages/create-tenon/template/package.json",
    "examples/conduit/package.json",
  ];
  const names = manifests.flatMap((path) => {
    const manifest = JSON.parse(readFileSync(join(repository, path), "utf8"));
    return Object.keys({
      ...manifest.dependencies,
      ...manifest.peerDependencies,
      ...manifest.devDependencies,
    });
  });
  expect(names.filter((name) => !reasons.includes(`| \`${name}\` |`))).toEqual([]);
});

describe("the rules themselves", () => {
  const rooms = { low: [], high: ["low"] };

  test.each([
    ["static", `import { a } from "../high/a.ts";`],
    ["type-only", `import type { A } from "../high/a.ts";`],
    ["over several lines", `import {\n  a,\n  b,\n} from "../high/a.ts";`],
    ["re-export", `export * from "../high/a.ts";`],
    ["side effect", `import "../high/a.ts";`],
    ["dynamic", `const a = await import("../high/a.ts");`],
  ])("see an upward import: %s", (_, text) => {
    expect(findForbidden([readSource("low/x.ts", text)], rooms)).toEqual([
      `low/x.ts imports high/a.ts, but "low" may import only: nothing`,
    ]);
  });

  test("allow a downward import, one inside a room, and anything from the root", () => {
    const files = [
      readSource("high/x.ts", `import "../low/a.ts";\nimport "./y.ts";`),
      readSource("index.ts", `export * from "./high/x.ts";`),
    ];
    expect(findForbidden(files, rooms)).toEqual([]);
  });

  test("see what leaves the root, and a room without a rule", () => {
    const files = [
      readSource("low/x.ts", `import "../../other/a.ts";`),
      readSource("index.ts", `import "../other/a.ts";`),
      readSource("attic/x.ts", ""),
    ];
    expect(findForbidden(files, rooms)).toHaveLength(3);
  });

  test("pass over comments", () => {
    const text = `/**\n * import { a } from "../high/a.ts";\n */\n// import "../high/a.ts";\nexport const a = 1;`;
    expect(readSource("low/x.ts", text).imports).toEqual([]);
  });

  test("pass over the text of a file that is written", () => {
    const text = `write(\`import { a } from "../high/a.ts";\n\`);\nimport "./b.ts";`;
    expect(readSource("low/x.ts", text).imports).toEqual(["low/b.ts"]);
  });

  test("see a circle, type-only imports included", () => {
    const files = [
      readSource("a.ts", `import "./b.ts";`),
      readSource("b.ts", `import type { C } from "./c.ts";`),
      readSource("c.ts", `import "./b.ts";`),
    ];
    expect(findCircles(files)).toEqual([["b.ts", "c.ts", "b.ts"]]);
  });
});
