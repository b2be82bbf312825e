/** Throwing a database away, to begin anew. For development: whoever calls this has checked that it is one. */
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import type { Settings } from "../core/config.ts";
import { embeddedFolder } from "./embedded.ts";
import { lockFolder } from "./lock.ts";
import { emptyServer } from "./migrations.ts";

/**
 * Removes everything in the database that the settings name. What is in memory has nothing to remove.
 *
 * @throws {FolderInUse} while a process has the embedded database open
 */
export async function emptyDatabase({
  databaseUrl,
  dataDir,
}: Pick<Settings, "databaseUrl" | "dataDir">): Promise<void> {
  if (databaseUrl === undefined) return removeEmbedded(dataDir);
  if (!databaseUrl.reveal().startsWith("memory:")) await emptyServer(databaseUrl);
}

async function removeEmbedded(dataDir: string): Promise<void> {
  const folder = embeddedFolder(dataDir);
  if (!existsSync(folder)) return;
  const lock = lockFolder(folder);
  try {
    await rm(folder, { recursive: true, force: true });
  } finally {
    lock.release();
  }
}
