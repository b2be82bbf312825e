/** The promises of docs/security.md: each names its test, and each test is there. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const repository = join(import.meta.dirname, "../..");
const attacks = join(repository, "packages/tenon/tests/attacks");
const page = readFileSync(join(repository, "docs/security.md"), "utf8");
const promises = (page.split("\n## ")[0] ?? "")
  .split("\n")
  .filter((line) => line.startsWith("| "))
  .slice(2);

/** From the root of the repository, or beside the tests of attacks. */
function isThere(path: string): boolean {
  const root = /^(?:packages|tests)\//.test(path) ? repository : attacks;
  return existsSync(join(root, path));
}

function testsIn(text: string): string[] {
  return [...text.matchAll(/`([^`]+\.test\.ts)`/g)].map(([, path = ""]) => path);
}

test("every promise names a test", () => {
  expect(promises.length).toBeGreaterThan(15);
  expect(promises.filter((line) => testsIn(line).length === 0)).toEqual([]);
});

test("every test that is named exists, and every test of an attack is named", () => {
  const named = testsIn(page);
  expect(named.filter((path) => !isThere(path))).toEqual([]);
  const own = readdirSync(attacks).filter((file) => file.endsWith(".test.ts"));
  expect(own.filter((file) => !named.includes(file))).toEqual([]);
});
