/** What docs/conduit.md says about the length of Conduit is so. */
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { countLines } from "../../scripts/count-lines.ts";

const root = resolve(import.meta.dirname, "../..");

test("the lines of Conduit are as many as its page says", async () => {
  const page = await readFile(join(root, "docs/conduit.md"), "utf8");
  const { files, lines } = await countLines([join(root, "examples/conduit/app")]);
  expect(page).toContain(`| \`app\` | ${files} | ${lines} |`);
});
