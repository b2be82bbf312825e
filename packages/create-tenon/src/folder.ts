/** The folder of a new project: new or empty before, and as it was after a failure. */
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { Refusal } from "./project.ts";

/** Why nothing can be written here; undefined when it can. */
export function faultOfFolder(folder: string): string | undefined {
  if (!existsSync(folder)) return undefined;
  if (!statSync(folder).isDirectory()) return `${folder} is a file: take another name.`;
  const [first, ...others] = readdirSync(folder);
  if (first === undefined) return undefined;
  const more = others.length === 0 ? "" : ` and ${others.length} more`;
  return `${folder} is not empty (${first}${more}): take another name, or an empty folder.`;
}

/**
 * Makes the folder and runs something in it. If that fails, or is interrupted, whatever is in the folder by then goes again.
 *
 * @throws {Refusal} for a folder that is not empty; whatever `run` throws
 */
export async function inNewFolder(folder: string, run: () => Promise<void>): Promise<void> {
  const fault = faultOfFolder(folder);
  if (fault !== undefined) throw new Refusal(fault);
  const wasThere = existsSync(folder);
  // The outermost folder that is ours: "a/b/c" may need all three.
  const ours = mkdirSync(folder, { recursive: true }) ?? folder;
  const cleanUp = () => (wasThere ? empty(folder) : rmSync(ours, { recursive: true, force: true }));
  const interrupted = () => {
    cleanUp();
    process.exit(130);
  };
  process.once("SIGINT", interrupted).once("SIGTERM", interrupted);
  try {
    await run();
  } catch (error) {
    cleanUp();
    throw error;
  } finally {
    process.off("SIGINT", interrupted).off("SIGTERM", interrupted);
  }
}

function empty(folder: string): void {
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true, force: true });
}
