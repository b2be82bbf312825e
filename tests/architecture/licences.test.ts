/** Licences of everything that is installed to run: those that ask for nothing but their own text, or a reason on the page. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const repository = join(import.meta.dirname, "../..");
const free = new Set(
  "MIT MIT-0 ISC 0BSD BSD BSD-2-Clause BSD-3-Clause Apache-2.0 CC0-1.0 Python-2.0 BlueOak-1.0.0".split(" "),
);

interface Locked {
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly link?: boolean;
  readonly license?: string;
}

test("every licence of what runs is free of conditions, or explained in docs/dependencies.md", () => {
  const lock = JSON.parse(readFileSync(join(repository, "package-lock.json"), "utf8"));
  const page = readFileSync(join(repository, "docs/dependencies.md"), "utf8");
  const licences = page.slice(page.indexOf("## Licences"));
  const running = Object.entries<Locked>(lock.packages).filter(
    ([path, it]) => path.includes("node_modules/") && !(it.dev || it.devOptional || it.link),
  );
  expect(running.length).toBeGreaterThan(20);
  const unclear = running.filter(([path, { license = "" }]) => {
    const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
    return (
      !license.split(/[() ]+OR[() ]+|[()]/).some((one) => free.has(one)) && !licences.includes(`\`${name}\``)
    );
  });
  expect(unclear.map(([path, { license }]) => `${path}: ${license ?? "none said"}`)).toEqual([]);
});
