/** Where compiled sources are kept between starts: reading TypeScript and compiling it is a third of a start. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * The folder in the nearest `node_modules`, as tools have theirs; undefined where there is none.
 * @param from a folder of the project
 */
export function compileCacheFolder(from: string): string | undefined {
  const modules = join(from, "node_modules");
  if (existsSync(modules)) return join(modules, ".cache", "tenon");
  const parent = dirname(from);
  return parent === from ? undefined : compileCacheFolder(parent);
}
