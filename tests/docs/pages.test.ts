/** What the pages of the guide promise about themselves. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sidebar } from "../../docs/.vitepress/sidebar.ts";
import { docs, looseCode, pages, snippetsOf } from "./pages.ts";

test("every page stands in the sidebar, once, and nothing else does", () => {
  const linked = sidebar.flatMap(({ items }) => items.map(({ link }) => link));
  const existing = pages.map(
    ({ path }) => `/${path.replace(/(^|\/)(README|index)\.md$/, "$1").replace(/\.md$/, "")}`,
  );
  expect(linked.toSorted(), "docs/.vitepress/sidebar.ts").toEqual(existing.toSorted());
});

test("what a page includes exists", () => {
  const missing = pages.flatMap((page) =>
    snippetsOf(page)
      .filter(({ file, region }) => {
        const path = join(docs, file);
        if (!existsSync(path)) return true;
        return region !== undefined && !readFileSync(path, "utf8").includes(`// #region ${region}\n`);
      })
      .map(({ file, region }) => `${page.path}: ${file}#${region}`),
  );
  expect(missing).toEqual([]);
});

test("the tutorial prints no TypeScript that no test has run", () => {
  const chapters = pages.filter(({ path }) => path.startsWith("tutorial/"));
  expect(chapters.flatMap((page) => looseCode(page).map((code) => `${page.path}: ${code}`))).toEqual([]);
});

test("TypeScript in a page itself is found", () => {
  const page = { path: "x.md", text: "Text\n\n```ts twoslash\nlet a;\n```\n\n<<< @/examples/a.ts#b\n" };
  expect(looseCode(page)).toEqual(["```ts twoslash\nlet a;\n```"]);
  expect(snippetsOf(page)).toEqual([{ file: "examples/a.ts", region: "b" }]);
});
