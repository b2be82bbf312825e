/**
 * Where a project gets the framework from. Usually from the registry, by the template's range. Who installed `tenon` beside
 * this package (two tarballs, no registry) gets that one: the project carries it along.
 */
import { existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "./command.ts";
import { Refusal } from "./project.ts";

/** The folder of the framework that is installed beside this package; undefined when there is none. */
export function tenonBeside(): string | undefined {
  // This file is node_modules/create-tenon/src/tenon-package.js.
  const modules = dirname(fileURLToPath(new URL("../", import.meta.url)));
  const folder = join(modules, "tenon");
  return existsSync(join(folder, "package.json")) ? folder : undefined;
}

/**
 * Packs an installed framework into the project.
 *
 * @returns what the manifest has to say: `file:vendor/tenon-0.1.0.tgz`
 */
export async function carryAlong(tenon: string, project: string): Promise<string> {
  mkdirSync(join(project, "vendor"));
  const printed = await run(
    "npm",
    ["pack", "--silent", "--ignore-scripts", "--pack-destination", join(project, "vendor")],
    tenon,
  );
  const tarball = printed.trim().split("\n").at(-1);
  if (!tarball?.endsWith(".tgz")) throw new Refusal(`npm pack named no file:\n${printed}`);
  return `file:vendor/${tarball}`;
}
