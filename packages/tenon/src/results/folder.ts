import type { Stats } from "node:fs";
import { fileSystem, isNotThere } from "./file-system.ts";
import { isSafeSegment } from "./safe-path.ts";

/** Something found in a folder. */
export interface Found {
  /** Where it really is, links followed. */
  readonly path: string;
  readonly stats: Stats;
}

/** A folder whose files may be given out, and nothing outside of it. */
export class Folder {
  /** Where it really is. */
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /** @throws whatever the file system says when there is no such folder */
  static async open(path: string | URL): Promise<Folder> {
    const { realpath, stat } = await fileSystem();
    const real = await realpath(path);
    if (!(await stat(real)).isDirectory()) throw new Error(`${real} is no folder`);
    return new Folder(real);
  }

  /**
   * A file or folder inside; undefined when there is none. A link counts as what it leads to: it must stay inside, and
   * not lead to anything hidden.
   * @param segments each of them safe
   */
  async find(segments: readonly string[]): Promise<Found | undefined> {
    const { join, realpath, stat } = await fileSystem();
    try {
      const path = await realpath(join(this.path, ...segments));
      if (!(await this.#holds(path))) return undefined;
      const stats = await stat(path);
      // Pipes, sockets and devices would be waited for without end.
      return stats.isFile() || stats.isDirectory() ? { path, stats } : undefined;
    } catch (error) {
      if (isNotThere(error)) return undefined;
      throw error;
    }
  }

  async #holds(path: string): Promise<boolean> {
    if (path === this.path) return true;
    const { relative, sep } = await fileSystem();
    return relative(this.path, path).split(sep).every(isSafeSegment);
  }
}
