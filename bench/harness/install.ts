/** The peers are installed at the first run, apart from the repository's own packages. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const bench = join(import.meta.dirname, "..");

if (!existsSync(join(bench, "node_modules"))) {
  console.log("Installing the peers into bench/node_modules, once ...");
  execFileSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: bench,
    stdio: "inherit",
  });
}
