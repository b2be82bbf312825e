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
): { close(): void } {
  const { only, deep = true } = options;
  const watchers = new Map<string, FSWatcher>();
  let timer: NodeJS.Timeout | undefined;
  const report = (path: string): void => {
    clearTimeout(timer);
    timer = setTimeout(() => changed(path), quiet);
  };
  const forget = (path: string): void => {
    watchers.get(path)?.close();
    watchers.delete(path);
  };
  const observe = (path: string): void => {
    if (watchers.has(path)) return;
    try {
      const watcher = watch(path, (_, name) => {
        if (name === null) return;
        const inner = join(path, name);
        if (only === undefined ? sources.has(extname(name)) && !name.startsWith(".") : only.test(name))
          report(inner);
        else if (deep && isWatched(name)) enter(inner, report);
      });
      watcher.on("error", () => forget(path));
      watchers.set(path, watcher);
    } catch {
      // Gone again already.
    }
  };
  /** Watches a folder and those in it. Files found in a new one are changes that nobody was there to see. */
  const enter = (path: string, found?: (path: string) => void): void => {
    const entries = entriesOf(path);
    if (entries === undefined) return forget(path);
    if (watchers.has(path) && found !== undefined) return;
    observe(path);
    for (const entry of entries) {
      if (entry.isDirectory()) {
        if (deep && isWatched(entry.name)) enter(join(path, entry.name), found);
      } else if (sources.has(extname(entry.name))) found?.(join(path, entry.name));
    }
  };
  enter(folder);
  return {
    close() {
      clearTimeout(timer);
      for (const path of [...watchers.keys()]) forget(path);
    },
  };
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
