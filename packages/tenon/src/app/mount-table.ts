/** Which mount a path belongs to: the one with the longest prefix, compared segment by segment, percent-decoded once. */
import { StartError } from "../depends/start-error.ts";
import type { Next } from "../http/middleware.ts";

/** A mount, found. */
export interface MountMatch {
  readonly id: string;
  readonly prefix: string;
  readonly handle: Next;
}

interface Entry extends MountMatch {
  /** With the slash that follows. */
  readonly start: string;
  readonly segments: readonly string[];
}

/** The mounts of an app; filled at start-up. */
export class MountTable {
  #entries: readonly Entry[] = [];

  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  /**
   * Adds one.
   * @param prefix without a slash at the end; empty for everything
   * @throws {StartError} when another one has the same prefix
   */
  add(prefix: string, id: string, handle: Next): void {
    const other = this.#entries.find((entry) => entry.prefix === prefix);
    if (other !== undefined) {
      throw new StartError(
        `${id} and ${other.id} are both mounted at "${prefix}/". Give one of them another prefix.`,
      );
    }
    const segments = prefix.split("/").map(decoded);
    const entry = { id, prefix, handle, start: `${prefix}/`, segments };
    this.#entries = [...this.#entries, entry].sort((one, two) => two.segments.length - one.segments.length);
  }

  /** The mount of a path as it was sent; the prefix alone, without a slash, is none of its paths. */
  find(path: string): MountMatch | undefined {
    return this.#entries.find(({ start, segments }) => path.startsWith(start) || startsWith(path, segments));
  }
}

function startsWith(path: string, segments: readonly string[]): boolean {
  if (!path.includes("%")) return false;
  const sent = path.split("/");
  return (
    sent.length > segments.length && segments.every((segment, i) => decoded(sent[i] as string) === segment)
  );
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
