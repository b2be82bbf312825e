/** Writes packages/tenon/dist: a folder that is complete in itself, from which the package is packed and published. */
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { runtimeModules } from "../packages/tenon/src/client-file/runtime-text.ts";
import { compile } from "./compile.ts";

const root = join(import.meta.dirname, "..");
const source = join(root, "packages/tenon");
const dist = join(source, "dist");

await rm(dist, { recursive: true, force: true });
compile(source);
await copyAssets();
await copyClientSources();
await writeCommand();
await writeManifest();
await copyTexts();
console.log(`Built ${dist}`);

/** What lies beside the sources and is no TypeScript (a page's HTML, a style sheet). */
async function copyAssets(): Promise<void> {
  for (const entry of await readdir(join(source, "src"), { recursive: true, withFileTypes: true })) {
    const from = join(entry.parentPath, entry.name);
    const path = from.slice(join(source, "src").length);
    if (entry.isFile() && extname(entry.name) !== ".ts" && !path.includes("/fixtures/")) {
      await cp(from, join(dist, path));
    }
  }
}

/** `tenon client` writes the client's own sources into a file. Not as `*.ts`, which would stand before the compiled ones. */
async function copyClientSources(): Promise<void> {
  for (const name of runtimeModules)
    await cp(join(source, "src", `${name}.ts`), join(dist, `${name}.ts.txt`));
}

/** The command loads the compiled file instead of the source. */
async function writeCommand(): Promise<void> {
  await cp(join(source, "bin"), join(dist, "bin"), { recursive: true });
  const file = join(dist, "bin/tenon.js");
  const text = await readFile(file, "utf8");
  const built = text.replace('import("../src/cli/main.ts")', 'import("../cli/main.js")');
  if (built === text) throw new Error(`${file} does not import ../src/cli/main.ts as the build expects`);
  await writeFile(file, built.replace(/ The build points it.*$/m, ""));
}

/** The manifest as published: its exports name compiled files, and nothing of development is left in it. */
async function writeManifest(): Promise<void> {
  const { devDependencies, ...manifest } = JSON.parse(await readFile(join(source, "package.json"), "utf8"));
  const exports = Object.entries<string>(manifest.exports).map(([name, path]) => [name, compiled(path)]);
  await mkdir(dist, { recursive: true });
  await writeFile(
    join(dist, "package.json"),
    `${JSON.stringify({ ...manifest, exports: Object.fromEntries(exports) }, null, 2)}\n`,
  );
}

function compiled(path: string): string | { types: string; default: string } {
  if (!path.startsWith("./src/")) return path;
  const base = path.replace("./src/", "./").replace(/\.ts$/, "");
  return { types: `${base}.d.ts`, default: `${base}.js` };
}

async function copyTexts(): Promise<void> {
  await cp(join(root, "LICENSE"), join(dist, "LICENSE"));
  await cp(join(root, "README.md"), join(dist, "README.md"));
  for (const name of ["llms.txt", "AGENTS.md"]) await cp(join(source, name), join(dist, name));
}
