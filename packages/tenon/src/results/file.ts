/** Files as answers: whole or in part, and not at all where the client has them already. */
import { HttpError } from "../http/errors.ts";
import type { Reply } from "../http/reply.ts";
import { DeferredReply, type ReplyContext } from "./deferred-reply.ts";
import { fileSystem } from "./file-system.ts";
import { Folder } from "./folder.ts";
import { ofBlob, ofBytes, ofFile, type Representation } from "./representation.ts";
import { type RepresentationOptions, representationReply } from "./representation-reply.ts";
import { safeSegments } from "./safe-path.ts";

/** How a file is sent. */
export interface FileOptions extends RepresentationOptions {
  /** A folder that the path is inside of, links followed: what is not, or is not there, is a 404. */
  readonly root?: string | URL;
}

/** Where a file comes from. */
export type FileSource = string | URL | Uint8Array | Blob;

class FileAnswer extends DeferredReply {
  readonly #source: FileSource;
  readonly #options: FileOptions;

  constructor(source: FileSource, options: FileOptions) {
    super();
    this.#source = source;
    this.#options = options;
  }

  async toReply({ exchange }: ReplyContext): Promise<Reply> {
    return representationReply(exchange, await representationOf(this.#source, this.#options), this.#options);
  }
}

/**
 * Sends a file: `Content-Type` and length, `ETag` and `Last-Modified`, one range (206, or 416 outside of it), and the conditions
 * `If-Match`, `If-Unmodified-Since` (412), `If-None-Match`, `If-Modified-Since` (304), `If-Range` (RFC 9110, 13 and 14). HEAD has the
 * length and no body. Several ranges at once get the whole.
 *
 * A path is taken as it is: one that comes from a client needs `root`. A file that is not there is the server's mistake (500);
 * inside `root`, the client's (404).
 *
 * @param source a path, a `file:` URL, bytes, or a blob
 * @param options `name`, `type`, `disposition`, `etag`, `lastModified`, `cacheControl`, `root`, `headers`
 * @example
 * return file("reports/2026.pdf", { name: "Report 2026.pdf" });
 * return file(params.path, { root: "uploads", cacheControl: "private, no-cache" });
 * return file(await image.png(), { type: "image/png", etag: image.hash });
 */
export function file(source: FileSource, options: FileOptions = {}): DeferredReply {
  return new FileAnswer(source, options);
}

async function representationOf(source: FileSource, { root }: FileOptions): Promise<Representation> {
  if (source instanceof Uint8Array) return ofBytes(source);
  if (source instanceof Blob) return ofBlob(source);
  if (root !== undefined) return insideOf(root, String(source));
  const { stat } = await fileSystem();
  const stats = await stat(source);
  if (!stats.isFile()) throw new Error(`${String(source)} is no file that can be sent`);
  return ofFile(source, stats);
}

async function insideOf(root: string | URL, path: string): Promise<Representation> {
  const segments = safeSegments(path);
  const found = segments === undefined ? undefined : await (await Folder.open(root)).find(segments);
  if (found === undefined || !found.stats.isFile()) throw new HttpError(404);
  return ofFile(found.path, found.stats);
}
