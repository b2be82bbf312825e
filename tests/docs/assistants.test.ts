/** What the package tells coding assistants is true. */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import * as tenon from "tenon";
import { expect, test } from "vitest";
import { docs } from "./pages.ts";

const root = resolve(docs, "..");
const folder = join(root, "packages/tenon");

test("the app of AGENTS.md is the tested one", () => {
  const [, code] = /```ts\n([\s\S]*?)```/.exec(readFileSync(join(folder, "AGENTS.md"), "utf8")) ?? [];
  expect(code).toBe(readFileSync(join(docs, "examples/agents.ts"), "utf8"));
});

test("the built-in dependencies of AGENTS.md exist", () => {
  const [, list = ""] =
    /Built-in dependencies: (.*)/.exec(readFileSync(join(folder, "AGENTS.md"), "utf8")) ?? [];
  const names = Array.from(list.matchAll(/`(\w+)`/g), ([, name = ""]) => name);
  expect(names.length).toBeGreaterThan(5);
  expect(Object.keys(tenon)).toEqual(expect.arrayContaining(names));
});

test("every page that llms.txt names exists", () => {
  const text = readFileSync(join(folder, "llms.txt"), "utf8");
  const named = Array.from(text.matchAll(/\]\((docs\/.*?)\)/g), ([, path = ""]) => path);
  expect(named.length).toBeGreaterThan(15);
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});
