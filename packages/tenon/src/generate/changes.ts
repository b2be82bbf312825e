/** The files of one generation: all of them are written, or none. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { GenerationError } from "./generation-error.ts";

/** New and changed files of a project, kept in memory until `write`. */
export class Changes {
  readonly #project: string;
  readonly #files = new Map<string, string>();

  constructor(project: string) {
    this.#project = project;
  }

  /** The files that are made or changed, as paths of the project. */
  get paths(): string[] {
    return [...this.#files.keys()];
  }

  /** Whether the project has this file. */
  has(path: string): boolean {
    return existsSync(join(this.#project, path));
  }

  /**
   * The text of a file, as it will be.
   *
   * @throws {GenerationError} when the project has no such file
   */
  read(path: string): string {
    const changed = this.#files.get(path);
    if (changed !== undefined) return changed;
    if (!this.has(path))
      throw new GenerationError(
        `There is no ${path} here. Run this in the folder of a project that "npm create tenon" made; what it needs is in the full service, not in the minimal one.`,
      );
    return readFileSync(join(this.#project, path), "utf8");
  }

  /**
   * Makes a file.
   *
   * @throws {GenerationError} when it is there
   */
  create(path: string, text: string): void {
    if (this.has(path)) throw new GenerationError(`${path} is there already: nothing was changed.`);
    this.#files.set(path, text);
  }

  /**
   * Changes a file.
   *
   * @param change gives undefined where it does not find its place
   * @param what what is to be added, for the message
   * @throws {GenerationError} when the place is not found
   */
  edit(path: string, what: string, change: (text: string) => string | undefined): void {
    const changed = change(this.read(path));
    if (changed === undefined)
      throw new GenerationError(`${path} has no place for ${what} any more: nothing was changed.`);
    this.#files.set(path, changed);
  }

  /**
   * Writes everything, then runs what belongs to it. When anything fails all these files are as before.
   */
  async write(then: () => Promise<void>): Promise<void> {
    const before = this.paths.map(
      (path) => [path, this.has(path) ? readFileSync(join(this.#project, path)) : undefined] as const,
    );
    try {
      for (const [path, text] of this.#files) {
        mkdirSync(dirname(join(this.#project, path)), { recursive: true });
        writeFileSync(join(this.#project, path), text);
      }
      await then();
    } catch (error) {
      for (const [path, content] of before) {
        if (content === undefined) rmSync(join(this.#project, path), { force: true });
        else writeFileSync(join(this.#project, path), content);
      }
      throw error;
    }
  }
}
