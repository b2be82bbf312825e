/**
 * The lock of an embedded database's folder. PGlite takes none of its own: a second process would open the same files
 * and both would lose data.
 *
 * What is held is a lock of the operating system, through SQLite, which Node brings along: it goes away with its process
 * however that ends (`kill -9` too), two starters cannot both get it, and it knows nothing of process ids, which are
 * used again and are always 1 in a container.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { DatabaseSync } from "node:sqlite";
import { StartError } from "tenon";

/** Another process works on the folder. */
export class FolderInUse extends StartError {
  override readonly name = "FolderInUse";

  constructor(folder: string, holder: string) {
    super(
      `The embedded database in ${folder} is in use by ${holder}. One process at a time can open it: stop that one, ` +
        "set another DATA_DIR, or run several processes on a PostgreSQL server by DATABASE_URL.",
    );
  }
}

/** A lock that is held. */
export interface FolderLock {
  release(): void;
}

/**
 * Takes the lock of a folder, or refuses at once.
 *
 * @throws {FolderInUse} when another process, or this one, holds it
 */
export function lockFolder(folder: string): FolderLock {
  const lock = new DatabaseSync(`${folder}.lock`);
  try {
    // The file stays empty: only the lock that the transaction holds on it matters.
    lock.exec("begin exclusive");
  } catch (error) {
    lock.close();
    throw isBusy(error) ? new FolderInUse(folder, readHolder(folder)) : error;
  }
  held.add(lock);
  // For the message above only; nothing is decided by it.
  writeFileSync(holderFile(folder), `process ${process.pid} on ${hostname()}\n`);
  return {
    release() {
      if (held.delete(lock)) lock.close();
    },
  };
}

/** What is held is reachable from here: SQLite lets go of a lock whose handle was collected as garbage. */
const held = new Set<DatabaseSync>();

function holderFile(folder: string): string {
  return `${folder}.holder`;
}

function readHolder(folder: string): string {
  try {
    return readFileSync(holderFile(folder), "utf8").trim() || "another process";
  } catch {
    return "another process";
  }
}

function isBusy(error: unknown): boolean {
  const sqliteBusy = 5;
  return (error as { errcode?: unknown }).errcode === sqliteBusy;
}
