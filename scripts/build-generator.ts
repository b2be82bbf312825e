/** Writes packages/create-tenon/dist: the generator, and its templates as whole projects. */
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { compile } from "./compile.ts";

const root = join(import.meta.dirname, "..");
const source = join(root, "packages/create-tenon");
const dist = join(source, "dist");

/** What stands in a developer's folder and belongs to nobody else. */
const own = /^(node_modules|\.data|\.env|dist)(\/|$)/;

/** What a project needs for itself and this repository has at its root. */
const tools = ["@biomejs/biome", "@types/node", "node", "typescript", "vitest"];

await rm(dist, { recursive: true, force: true });
compile(source);
for (const name of ["template", "minimal"]) await completeTemplate(name);
await writeManifest();
await cp(join(root, "LICENSE"), join(dist, "LICENSE"));
console.log(`Built ${dist}`);

/** A template becomes a project of its own: with the tools, and with this repository's rules of style. */
async function completeTemplate(name: string): Promise<void> {
  const [from, to] = [join(source, name), join(dist, name)];
  await cp(from, to, { recursive: true, filter: (path) => !own.test(relative(from, path)) });
  await cp(join(source, "frame"), to, { recursive: true });
  await writeFile(join(to, "biome.json"), await styleOfProjects());
  const { devDependencies: here } = await read(join(root, "package.json"));
  const manifest = await read(join(to, "package.json"));
  const wanted = { ...manifest.devDependencies, ...pick(here, tools) };
  const devDependencies = Object.fromEntries(Object.entries(wanted).sort());
  // npm runs install scripts of named packages only: this one brings Node.js.
  await write(join(to, "package.json"), { ...manifest, devDependencies, allowScripts: { node: true } });
}

async function styleOfProjects(): Promise<string> {
  const ours = await readFile(join(root, "biome.json"), "utf8");
  const projects = ours.replace(
    /"includes": \[[^\]]*\]/,
    '"includes": ["**", "!**/migrations", "!**/fixtures", "!**/*.md", "!package-lock.json"]',
  );
  if (projects === ours) throw new Error("biome.json does not say what it includes, as the build expects");
  return projects;
}

async function writeManifest(): Promise<void> {
  const manifest = await read(join(source, "package.json"));
  await mkdir(dist, { recursive: true });
  await write(join(dist, "package.json"), { ...manifest, bin: { "create-tenon": "./src/main.js" } });
}

function pick(versions: Readonly<Record<string, string>>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.map((name) => {
      const version = versions[name];
      if (version === undefined) throw new Error(`The root package.json has no ${name}`);
      return [name, version];
    }),
  );
}

async function read(path: string) {
  return JSON.parse(await readFile(path, "utf8"));
}

async function write(path: string, content: object): Promise<void> {
  await writeFile(path, `${JSON.stringify(content, null, 2)}\n`);
}
