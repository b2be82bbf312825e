/**
 * The uploaded files of one request: small ones in memory, larger ones in a folder of their own that is gone after the
 * request. Handlers get web `File`s and need not know which.
 */
import type { Readable } from "node:stream";

/** What a file may have in memory, in bytes; past that it goes to disk. */
const memoryBound = 262_144;

/** Keeps and removes the files of one request. */
export class Uploads {
  #folder: Promise<string> | undefined = undefined;
  #count = 0;

  /** Whether nothing is on disk. */
  get isEmpty(): boolean {
    return this.#folder === undefined;
  }

  /** Reads a part to its end. The name loses its path: some browsers once sent it. */
  async keep(stream: Readable, fileName: string, type: string): Promise<File> {
    const name = fileName.split(/[\\/]/).at(-1) ?? "";
    const chunks: Buffer[] = [];
    let size = 0;
    let disk:
      | { readonly path: string; write(chunk: Buffer): Promise<unknown>; close(): Promise<void> }
      | undefined;
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        size += chunk.byteLength;
        if (disk !== undefined) await disk.write(chunk);
        else {
          chunks.push(chunk);
          if (size > memoryBound) {
            disk = await this.#openFile();
            for (const early of chunks.splice(0)) await disk.write(early);
          }
        }
      }
    } finally {
      await disk?.close();
    }
    if (disk === undefined) return new File(chunks as Buffer<ArrayBuffer>[], name, { type });
    const { openAsBlob } = await import("node:fs");
    return new File([await openAsBlob(disk.path, { type })], name, { type });
  }

  /** Removes everything from disk. */
  async remove(): Promise<void> {
    if (this.#folder === undefined) return;
    const { rm } = await import("node:fs/promises");
    await rm(await this.#folder, { recursive: true, force: true });
  }

  /** The files live as long as the run. */
  async *lifetime(): AsyncGenerator<this> {
    try {
      yield this;
    } finally {
      await this.remove();
    }
  }

  async #openFile() {
    const { mkdtemp, open } = await import("node:fs/promises");
    const { tmpdir } = await import("node:os");
    this.#folder ??= mkdtemp(`${tmpdir()}/tenon-upload-`);
    this.#count += 1;
    const path = `${await this.#folder}/${this.#count}`;
    const file = await open(path, "wx", 0o600);
    return { path, write: (chunk: Buffer) => file.write(chunk), close: () => file.close() };
  }
}
