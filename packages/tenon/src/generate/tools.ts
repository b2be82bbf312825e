/** The project's own tools: its formatter and its maker of migrations. */
import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { GenerationError } from "./generation-error.ts";

/** Where npm puts the commands of packages. */
const commands = "node_modules/.bin";

/** Formats files in the project's own style, if it has Biome; otherwise they stay as they were written. */
export async function format(project: string, paths: readonly string[]): Promise<void> {
  const here = paths.filter((path) => path.endsWith(".ts"));
  if (existsSync(join(project, "biome.json")) && hasTool(project, "biome"))
    await run(project, "biome", ["check", "--write", ...here]);
}

/**
 * Writes the migration that the changed models need, with its snapshot, by the project's drizzle-kit. After a failure
 * `migrations/` is as before, whatever has been done by then.
 *
 * @param then what belongs to the same step
 * @throws {GenerationError} when drizzle-kit is not installed
 */
export async function migrate(project: string, name: string, then: () => Promise<void>): Promise<void> {
  if (!hasTool(project, "drizzle-kit"))
    throw new GenerationError(
      "drizzle-kit writes the migration, and is not installed: npm install, then again.",
    );
  const migrations = join(project, "migrations");
  const kept = mkdtempSync(join(tmpdir(), "tenon-migrations-"));
  try {
    cpSync(migrations, kept, { recursive: true });
    await run(project, "drizzle-kit", ["generate", "--name", name]);
    await then();
  } catch (error) {
    rmSync(migrations, { recursive: true, force: true });
    cpSync(kept, migrations, { recursive: true });
    throw error;
  } finally {
    rmSync(kept, { recursive: true, force: true });
  }
}

function hasTool(project: string, name: string): boolean {
  return existsSync(join(project, commands, name));
}

async function run(project: string, tool: string, args: readonly string[]): Promise<void> {
  // A batch file on Windows, which only a shell can start.
  const shell = process.platform === "win32";
  try {
    await promisify(execFile)(join(project, commands, tool), [...args], { cwd: project, shell });
  } catch (error) {
    const { stdout = "", stderr = "", message } = error as Error & { stdout?: string; stderr?: string };
    throw new GenerationError(
      `${tool} failed, and nothing was changed:\n${stdout}${stderr}`.trim() || message,
      {
        cause: error,
      },
    );
  }
}
