/** Writes the files of a project: a template under a new name. */
import { cpSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { isDeployedBy } from "./deploy-files.ts";
import type { Project } from "./project.ts";
import { titleOf } from "./project-name.ts";

/** The build puts complete templates beside this folder. */
const templates = join(import.meta.dirname, "..");

/** What of a project's manifest is changed here. */
interface Manifest {
  name: string;
  scripts: Record<string, string>;
  dependencies: Record<string, string>;
}

/**
 * Writes all files; nothing is installed.
 *
 * @param tenon what the manifest says of the framework; undefined leaves the template's range
 */
export function writeProject(project: Project, tenon: string | undefined): void {
  const { folder, isMinimal, database } = project;
  const template = join(templates, isMinimal ? "minimal" : "template");
  cpSync(template, folder, {
    recursive: true,
    filter: (path) => belongs(relative(template, path).split(sep), project),
  });
  // npm leaves a file of that name out of a package.
  renameSync(join(folder, "gitignore"), join(folder, ".gitignore"));
  rename(project, tenon);
  if (!isMinimal && database === "postgres") writeFileSync(join(folder, ".env"), serverEnv(project));
}

function belongs([top, entry]: readonly string[], { deploy }: Project): boolean {
  if (top !== "deploy") return true;
  return entry === undefined ? deploy.length > 0 : isDeployedBy(entry, deploy);
}

/** The name stands in the manifest, in the title of the document and of the README. */
function rename({ folder, name }: Project, tenon: string | undefined): void {
  edit(join(folder, "package.json"), (text) => {
    const manifest: Manifest = JSON.parse(text);
    manifest.name = name;
    if (tenon !== undefined) manifest.dependencies.tenon = tenon;
    if (process.platform === "win32") manifest.scripts = withoutExec(manifest.scripts);
    return `${JSON.stringify(manifest, null, 2)}\n`;
  });
  edit(join(folder, "app/main.ts"), (text) => text.replace('title: "Service"', `title: "${titleOf(name)}"`));
  edit(join(folder, "README.md"), (text) => text.replace(/^# .*/, `# ${titleOf(name)}`));
}

/** `exec` spares npm's `sh` from standing between a signal and the service. The shell of Windows has no such word. */
function withoutExec(scripts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(scripts).map(([name, command]) => [name, command.replace(/^exec /, "")]),
  );
}

function serverEnv({ name }: Project): string {
  const database = name.replace(/\W+/g, "_");
  return `# The PostgreSQL server (15 or later) of development. One for trying, with Docker:
#   docker run --rm -p 5432:5432 -e POSTGRES_PASSWORD=postgres -e POSTGRES_DB=${database} postgres:18
# What else can be set: .env.example
DATABASE_URL=postgres://postgres:postgres@localhost:5432/${database}
`;
}

function edit(path: string, change: (text: string) => string): void {
  writeFileSync(path, change(readFileSync(path, "utf8")));
}
