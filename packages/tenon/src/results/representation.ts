/** What a file answer sends: bytes that are there, a blob, or a file on disk, with what tells its states apart. */
import type { Stats } from "node:fs";
import type { ReplyBody } from "../http/reply.ts";
import { FilePart } from "./file-part.ts";
import { fileSystem } from "./file-system.ts";
import { mediaTypeOf } from "./media-type.ts";
import { ProducedBody } from "./produced-body.ts";

/** Something of a known size that can be sent whole or in part. */
export interface Representation {
  /** Bytes. */
  readonly size: number;
  /** The media type, where it says so itself. */
  readonly type: string | undefined;
  readonly tag: string | undefined;
  readonly modified: Date | undefined;
  /** Its bytes, from `from` up to and without `end`. */
  readonly body: (from: number, end: number) => ReplyBody | Promise<ReplyBody>;
}

/** Bytes in memory. */
export function ofBytes(bytes: Uint8Array): Representation {
  return {
    size: bytes.byteLength,
    type: undefined,
    tag: undefined,
    modified: undefined,
    body: (from, end) => bytes.subarray(from, end),
  };
}

/** A blob, or a `File` that was uploaded. */
export function ofBlob(blob: Blob): Representation {
  return {
    size: blob.size,
    type: blob.type === "" ? undefined : blob.type,
    tag: undefined,
    modified: undefined,
    body: (from, end) => new ProducedBody<Uint8Array>(blob.slice(from, end).stream(), (chunk) => chunk),
  };
}

/** The most bytes that are read at once and sent as one: cheaper than a stream. */
const WHOLE = 65_536;

/**
 * A file on disk. Its tag is made of its size and its time of change; one without such a time has none.
 * @param stats of the path, and of a regular file
 */
export function ofFile(path: string | URL, stats: Stats): Representation {
  const { size, mtimeMs } = stats;
  // Bundles and reproducible archives have no times: a size alone would tell two releases of a file for one.
  const known = mtimeMs > 0;
  return {
    size,
    type: mediaTypeOf(typeof path === "string" ? path : path.pathname),
    tag: known ? `"${size.toString(16)}-${mtimeMs.toString(16)}"` : undefined,
    // A time to come would keep caches from asking until then (RFC 9110, 8.8.2.1).
    modified: known ? new Date(Math.min(mtimeMs, Date.now())) : undefined,
    async body(from, end) {
      const part = new FilePart(path, { size, mtimeMs }, from, end);
      if (end - from <= WHOLE) return part.read();
      // An answer of 200 must not be promised for a file that may not be read.
      const { access, constants } = await fileSystem();
      await access(path, constants.R_OK);
      return part;
    },
  };
}
