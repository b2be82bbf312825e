import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";

export interface SourceFile {
  /** Relative to the root that was read, with forward slashes. */
  readonly path: string;
  readonly lines: number;
  /** Relative imports, resolved to such a path; one that leaves the root begins with "..". */
  readonly imports: readonly string[];
  /** Imports by package name. */
  readonly packages: readonly string[];
}

/** Every TypeScript source below a folder, without its tests. */
export function readSources(root: string): SourceFile[] {
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .map((path) => path.split(sep).join("/"))
    .filter((path) => path.endsWith(".ts") && !/\.test(-d)?\.ts$|(^|\/)(fixtures|node_modules)\//.test(path))
    .sort()
    .map((path) => readSource(path, readFileSync(join(root, path), "utf8")));
}

export function readSource(path: string, text: string): SourceFile {
  const specifiers = importsOf(text);
  return {
    path,
    lines: text.trimEnd().split("\n").length,
    imports: specifiers.filter(isRelative).map((it) => resolve(path, it)),
    packages: specifiers.filter((it) => !isRelative(it)),
  };
}

/** Static, type-only, re-exporting, side-effect and dynamic imports; those in comments, and in files that are written, do not count. */
function importsOf(text: string): string[] {
  const code = text
    .replace(/`(?:\/\*\*|import )[\s\S]*?\n`/g, "``")
    .replace(/^\s*\/\*[\s\S]*?\*\//gm, "")
    .replace(/^\s*\/\/.*$/gm, "");
  const patterns = [
    /^\s*(?:import|export)\b[^;"'`]*?\bfrom\s*["']([^"']+)["']/gm,
    /^\s*import\s*["']([^"']+)["']/gm,
    /\bimport\(\s*["']([^"']+)["']/g,
  ];
  return patterns.flatMap((pattern) => [...code.matchAll(pattern)].map((match) => match[1] as string));
}

function isRelative(specifier: string): boolean {
  return specifier.startsWith(".");
}

function resolve(from: string, specifier: string): string {
  return relative(".", join(dirname(from), specifier))
    .split(sep)
    .join("/");
}

/** The circles in the import graph, each as the path that leads back to its beginning. */
export function findCircles(files: readonly SourceFile[]): string[][] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const done = new Set<string>();
  const circles: string[][] = [];

  function walk(path: string, trail: readonly string[]): void {
    const start = trail.indexOf(path);
    if (start >= 0) {
      circles.push([...trail.slice(start), path]);
      return;
    }
    if (done.has(path)) return;
    for (const next of byPath.get(path)?.imports ?? []) walk(next, [...trail, path]);
    done.add(path);
  }

  for (const file of files) walk(file.path, []);
  return circles;
}

/** Imports that a file's room may not have, in words. */
export function findForbidden(
  files: readonly SourceFile[],
  rooms: Readonly<Record<string, readonly string[]>>,
): string[] {
  return files.flatMap((file) => {
    const room = roomOf(file.path);
    if (room === undefined)
      return file.imports.filter(leaves).map((it) => `${file.path} reaches outside: ${it}`);
    const allowed = rooms[room];
    if (allowed === undefined) return [`${file.path}: the room "${room}" has no rule in rules.ts`];
    return file.imports
      .filter((it) => roomOf(it) !== room && !allowed.includes(roomOf(it) ?? ""))
      .map(
        (it) =>
          `${file.path} imports ${it}, but "${room}" may import only: ${allowed.join(", ") || "nothing"}`,
      );
  });
}

function roomOf(path: string): string | undefined {
  return path.includes("/") ? path.split("/")[0] : undefined;
}

function leaves(path: string): boolean {
  return path.startsWith("..");
}
