/**
 * Counts the lines of programs by one rule, for docs/conduit.md: JavaScript and TypeScript files of the folders, formatted alike
 * (Biome, 80 columns), without blank lines and lines that are comment only. `node scripts/count-lines.ts <folder>...`
 */
import { spawnSync } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { extname, join, resolve } from "node:path";

const configuration = {
  root: true,
  formatter: { indentStyle: "space", lineWidth: 80 },
  linter: { enabled: false },
  assist: { enabled: false },
  javascript: { parser: { unsafeParameterDecoratorsEnabled: true } },
};

/** The lines of code in folders, and the files that they are in. */
export async function countLines(folders: readonly string[]): Promise<{ files: number; lines: number }> {
  const copy = await mkdtemp(join(tmpdir(), "count-lines-"));
  try {
    await writeFile(join(copy, "biome.json"), JSON.stringify(configuration));
    for (const [index, folder] of folders.entries())
      await cp(folder, join(copy, "code", String(index)), { recursive: true });
    await mkdir(join(copy, "code"), { recursive: true });
    const biome = resolve(import.meta.dirname, "../node_modules/@biomejs/biome/bin/biome");
    const { status, stderr } = spawnSync(process.execPath, [biome, "format", "--write", "code"], {
      cwd: copy,
    });
    if (status !== 0) throw new Error(`Biome cannot format ${folders.join(", ")}: ${stderr}`);
    const entries = await readdir(join(copy, "code"), { recursive: true, withFileTypes: true });
    const files = entries.filter((it) => it.isFile() && [".ts", ".js"].includes(extname(it.name)));
    const texts = await Promise.all(files.map((it) => readFile(join(it.parentPath, it.name), "utf8")));
    return { files: files.length, lines: texts.flatMap(codeLines).length };
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

function codeLines(text: string): string[] {
  const withoutBlocks = text.replaceAll(/^\s*\/\*[\s\S]*?\*\/\s*$/gm, "");
  return withoutBlocks.split("\n").filter((line) => !/^\s*(\/\/|$)/.test(line));
}

if (import.meta.main) console.log(await countLines(process.argv.slice(2)));
