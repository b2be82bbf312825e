/** Node's file system, loaded when a file is first asked for, so that the rest runs where there is none. */

type FileSystem = typeof import("node:fs/promises") &
  Pick<typeof import("node:path"), "join" | "relative" | "sep">;

let loading: Promise<FileSystem> | undefined;

/**
 * The modules.
 * @throws {Error} on a runtime without files
 */
export function fileSystem(): Promise<FileSystem> {
  loading ??= load();
  return loading;
}

async function load(): Promise<FileSystem> {
  try {
    const [fs, { join, relative, sep }] = await Promise.all([
      import("node:fs/promises"),
      import("node:path"),
    ]);
    return { ...fs, join, relative, sep };
  } catch (cause) {
    throw new Error("This runtime has no file system: files and static files need Node, Bun or Deno", {
      cause,
    });
  }
}

/** What a refusal has to add where there is a file system, and no disk: workerd's holds what was bundled, and nothing else. */
export function bundleOnly(): string {
  return globalThis.navigator?.userAgent === "Cloudflare-Workers"
    ? ". A worker has no disk: it can give out what is bundled with it, which is under /bundle"
    : "";
}

/** Whether an error of the file system says that there is no such file, or none that may be read. */
export function isNotThere(error: unknown): boolean {
  return typeof error === "object" && error !== null && "code" in error && absent.has(error.code);
}

const absent: ReadonlySet<unknown> = new Set([
  "ENOENT",
  "ENOTDIR",
  "EISDIR",
  "ENAMETOOLONG",
  "ELOOP",
  "EINVAL",
  "EACCES",
  "EPERM",
  "ERR_INVALID_ARG_VALUE",
]);
