/**
 * The public names of the framework with their declarations and docstrings, read from the declarations that the compiler
 * emits. TypeScript 7 has no compiler API, so the text is read: it is the compiler's own, in one style.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");
const source = join(root, "packages/tenon");

/** One public name. */
export interface PublicName {
  readonly name: string;
  /** The docstring's text without its stars; empty where there is none. */
  readonly docstring: string;
  /** The declaration as the compiler writes it, private members and defaults of implementation left out. */
  readonly declaration: string;
}

/** What can be imported from one path: `tenon/client`. */
export interface EntryPoint {
  readonly path: string;
  /** The docstring of the file. */
  readonly docstring: string;
  readonly names: readonly PublicName[];
}

/** All entry points of the package. Emits declarations into a temporary folder, which it removes. */
export function readPublicApi(): EntryPoint[] {
  const manifest = JSON.parse(readFileSync(join(source, "package.json"), "utf8"));
  const folder = mkdtempSync(join(tmpdir(), "tenon-declarations-"));
  try {
    emitDeclarations(folder);
    return Object.entries<string>(manifest.exports)
      .filter(([, file]) => file.startsWith("./src/"))
      .map(([path, file]) =>
        entryPoint(path.replace(/^\./, "tenon"), join(folder, file.slice("./src/".length))),
      );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function emitDeclarations(folder: string): void {
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  const options = [
    "--emitDeclarationOnly",
    "--sourceMap",
    "false",
    "--inlineSources",
    "false",
    "--outDir",
    folder,
  ];
  const ran = spawnSync(process.execPath, [compiler, "-p", "tsconfig.build.json", ...options], {
    cwd: source,
    encoding: "utf8",
  });
  if (ran.status !== 0) throw new Error(`The declarations could not be emitted:\n${ran.stdout}${ran.stderr}`);
}

function entryPoint(path: string, file: string): EntryPoint {
  const text = read(file);
  const [, docstring = ""] = /^\/\*\*([\s\S]*?)\*\//.exec(text) ?? [];
  const names = reExports(text).map(({ name, from }) => publicName(name, resolve(dirname(file), from)));
  return { path, docstring: plain(docstring), names: names.sort((a, b) => (a.name < b.name ? -1 : 1)) };
}

/** What a file passes on from others. */
function reExports(text: string): { readonly name: string; readonly from: string }[] {
  const passedOn = text.matchAll(/^export (?:type )?\{([\s\S]*?)\} from "(.*?)";/gm);
  return Array.from(passedOn, ([, list = "", from = ""]) =>
    list
      .split(",")
      .map((name) => name.trim().replace(/^type /, ""))
      .filter((name) => name !== "")
      .map((name) => ({ name, from })),
  ).flat();
}

/** A declaration file; what it imports is named with `.ts` or `.js`. */
function read(file: string): string {
  return readFileSync(file.replace(/(\.d)?\.[jt]s$/, ".d.ts"), "utf8");
}

function publicName(name: string, file: string): PublicName {
  const text = read(file);
  const start = new RegExp(
    `^export (?:declare )?(?:abstract )?(?:function|class|interface|type|const) ${name}\\b`,
    "gm",
  );
  const starts = Array.from(text.matchAll(start), ({ index }) => index);
  const [first] = starts;
  if (first === undefined) {
    const passedOn = reExports(text).find((it) => it.name === name);
    if (passedOn === undefined) throw new Error(`${file} declares no ${name} that this script can read`);
    return publicName(name, resolve(dirname(file), passedOn.from));
  }
  const before = text.slice(0, first);
  const [, docstring = ""] = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*$/.exec(before) ?? [];
  const declaration = starts.map((at) => statement(text.slice(at))).join("\n");
  return { name, docstring: plain(docstring), declaration };
}

/** Up to the end of the statement: the first `;` or `}` outside of all brackets, at the end of a line. */
function statement(text: string): string {
  let depth = 0;
  const lines: string[] = [];
  for (const line of text.split("\n")) {
    if (!/^\s*(#private;|private )/.test(line)) lines.push(line);
    const code = line.replace(/"(?:[^"\\]|\\.)*"|`[^`]*`/g, "").replace(/^\s*(\/\*\*|\*).*$|\/\/.*$/, "");
    for (const character of code.replaceAll("=>", "")) {
      if ("{([".includes(character)) depth += 1;
      if ("})]".includes(character)) depth -= 1;
    }
    if (depth === 0 && /[;}]$/.test(line.trimEnd())) break;
  }
  return lines.join("\n");
}

function plain(docstring: string): string {
  return docstring.replace(/^\s*\* ?/gm, "").trim();
}
