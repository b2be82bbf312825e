/** The TypeScript of a package, compiled as its `tsconfig.build.json` says. */
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const compiler = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin/tsc");

/** Ends the process where it does not compile: the compiler has said itself what is wrong, and then emits nothing. */
export function compile(folder: string): void {
  const options = { cwd: folder, stdio: "inherit" } as const;
  if (spawnSync(process.execPath, [compiler, "-p", "tsconfig.build.json"], options).status !== 0)
    process.exit(1);
}
