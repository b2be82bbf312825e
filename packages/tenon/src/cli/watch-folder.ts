/**
 * Watching a folder for changed sources. Folder by folder: Node's own recursive watching goes through `node_modules` as well,
 * which takes seconds and every watch the system has.
 */
import { type FSWatcher, readdirSync, watch } from "node:fs";
import { extname, join } from "node:path";

/** How long it must be quiet before a change is reported, in milliseconds: editors write a file in several steps. */
const quiet = 60;

const ignoredFolders = new Set(["node_modules", "dist", "coverage"]);

/** What a service is made of; what it writes itself (a database, logs) must not start it again. */
const sources = new Set(
  ".ts .mts .cts .tsx .js .mjs .cjs .jsx .json .html .css .sql .graphql .md .txt .yaml .yml .toml .wasm .node .pem .hbs .mjml".split(
    " ",
  ),
);

/** How a folder is watched. */
export interface WatchOptions {
  /** Only files whose names match. Default: files that services are made of. */
  readonly only?: RegExp;
  /** Folders in it too, but for `node_modules`, `dist`, `coverage` and those whose names begin with a dot. Default: true. */
  readonly deep?: boolean;
}

/**
 * Watches a folder and calls back with the path of a file that was changed, added or removed; once for changes that come
 * together.
 */
export function watchFolder(
  folder: string,
  changed: (path: string) => void,
  options: WatchOptions = {},
): FolderWatch {
  return new FolderWatch(folder, changed, options);
}

/** A folder that is watched, until it is closed. */
export class FolderWatch {
  readonly #changed: (path: string) => void;
  readonly #only: RegExp | undefined;
  readonly #deep: boolean;
  readonly #watchers = new Map<string, FSWatcher>();
  #timer: NodeJS.Timeout | undefined = undefined;

  constructor(folder: string, changed: (path: string) => void, { only, deep = true }: WatchOptions) {
    this.#changed = changed;
    this.#only = only;
    this.#deep = deep;
    this.#enter(folder);
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const path of [...this.#watchers.keys()]) this.#forget(path);
  }

  /** Watches a folder and those in it; gives the files there are. */
  #enter(folder: string): string[] {
    this.#forget(folder);
    const entries = entriesOf(folder);
    if (entries === undefined) return [];
    this.#observe(folder);
    return entries.flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return this.#deep && isWatched(entry.name) ? this.#enter(path) : [];
      return this.#counts(entry.name) ? [path] : [];
    });
  }

  #observe(folder: string): void {
    try {
      const watcher = watch(folder, (event, name) => {
        if (name !== null) this.#seen(event, name, join(folder, name));
      });
      watcher.on("error", () => this.#forget(folder));
      this.#watchers.set(folder, watcher);
    } catch {
      // Gone again already.
    }
  }

  #seen(event: string, name: string, path: string): void {
    if (this.#counts(name)) this.#report(path);
    // A folder that came, went or was replaced. What lies in a new one came before anybody watched it.
    else if (event === "rename" && this.#deep && isWatched(name)) {
      const [first] = this.#enter(path);
      if (first !== undefined) this.#report(first);
    }
  }

  #counts(name: string): boolean {
    return this.#only === undefined
      ? sources.has(extname(name)) && !name.startsWith(".")
      : this.#only.test(name);
  }

  #report(path: string): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#changed, quiet, path);
  }

  #forget(folder: string): void {
    this.#watchers.get(folder)?.close();
    this.#watchers.delete(folder);
  }
}

function isWatched(folder: string): boolean {
  return !folder.startsWith(".") && !ignoredFolders.has(folder);
}

function entriesOf(path: string) {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch {
    return undefined;
  }
}
