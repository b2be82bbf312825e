import type { FileHandle } from "node:fs/promises";
import type { StreamBody } from "../http/reply.ts";
import { fileSystem } from "./file-system.ts";

/** The state of a file that an answer's headers speak of. */
export interface FileState {
  readonly size: number;
  readonly mtimeMs: number;
}

/** The most bytes of one chunk. */
const CHUNK = 131_072;

/**
 * A part of a file as a streamed body. The file is opened when the first chunk is wanted: an answer that is never sent holds
 * nothing. One that has changed since its headers were made, or changes while it is sent, breaks off.
 */
export class FilePart implements StreamBody {
  readonly #path: string | URL;
  readonly #state: FileState;
  readonly #end: number;
  #at: number;
  #handle: FileHandle | undefined = undefined;
  #finished = false;

  /** Bytes from `from` up to and without `end`. */
  constructor(path: string | URL, state: FileState, from: number, end: number) {
    this.#path = path;
    this.#state = state;
    this.#at = from;
    this.#end = end;
  }

  chunks(): AsyncIterator<Uint8Array, undefined> {
    return {
      next: async () => {
        if (this.#at >= this.#end) return { done: true, value: undefined };
        return { done: false, value: await this.#next() };
      },
    };
  }

  async finish(): Promise<void> {
    this.#finished = true;
    await this.#close();
  }

  /** The whole part at once. */
  async read(): Promise<Uint8Array> {
    const bytes = Buffer.allocUnsafe(this.#end - this.#at);
    try {
      for (let at = 0; at < bytes.byteLength; ) {
        const piece = await this.#next();
        bytes.set(piece, at);
        at += piece.byteLength;
      }
      return bytes;
    } finally {
      await this.finish();
    }
  }

  async #next(): Promise<Uint8Array> {
    const handle = this.#handle ?? (await this.#open());
    const bytes = Buffer.allocUnsafe(Math.min(CHUNK, this.#end - this.#at));
    const { bytesRead } = await handle.read(bytes, 0, bytes.byteLength, this.#at);
    if (bytesRead === 0) throw new Error("A file became shorter while it was sent");
    this.#at += bytesRead;
    return bytes.subarray(0, bytesRead);
  }

  async #open(): Promise<FileHandle> {
    const { open } = await fileSystem();
    const handle = await open(this.#path, "r");
    this.#handle = handle;
    const { size, mtimeMs } = await handle.stat();
    // The client may have gone while the file was being opened.
    if (this.#finished) await this.#close();
    if (size !== this.#state.size || mtimeMs !== this.#state.mtimeMs)
      throw new Error("A file was changed while it was being answered with");
    return handle;
  }

  async #close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close();
  }
}
