/**
 * Content codings (RFC 9110, 8.4.1) of the runtime at hand: `node:zlib` where there is one (Node, Deno, Bun, workerd with
 * Node's API), else the web's `CompressionStream`, which cannot flush and so is no good for streams.
 */
import type { Transform } from "node:stream";
import type * as Zlib from "node:zlib";

/** Codings by their names in `Accept-Encoding`: Brotli (RFC 7932), gzip, zlib's deflate, Zstandard (RFC 8878). */
export type ContentEncoding = "br" | "gzip" | "deflate" | "zstd";

/** Compresses a body that comes in pieces, giving each as soon as it is there. */
export interface PieceEncoder {
  /** Everything that a client needs to decode all pieces up to this one. */
  piece(bytes: Uint8Array): Promise<Uint8Array>;
  /** What closes the coding. */
  end(): Promise<Uint8Array>;
  /** Frees what it holds; a piece still under way, or asked for later, is answered with nothing. */
  close(): void;
}

/** A coding that this runtime can make. */
export interface ContentEncoder {
  /** A whole body; at once when it is small. */
  readonly whole: (bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>;
  /** For bodies in pieces; undefined where the runtime cannot flush. */
  readonly pieces: (() => PieceEncoder) | undefined;
}

/** Up to here compressing takes some 150 µs, less than handing it to another thread and back. */
const AT_ONCE = 16 * 1024;

/**
 * The coding's encoder, or undefined where this runtime has none.
 * @param level 1 (fast) to 9 (small); `CompressionStream` has a level of its own
 */
export function encoderFor(encoding: ContentEncoding, level: number): ContentEncoder | undefined {
  const zlib = nodeZlib();
  return zlib === undefined ? webEncoder(encoding) : zlibEncoder(zlib, encoding, level);
}

/** Asked for in this way, the module can be missing without the import of this file failing. */
function nodeZlib(): typeof Zlib | undefined {
  const { process } = globalThis as {
    readonly process?: { getBuiltinModule?: NodeJS.Process["getBuiltinModule"] };
  };
  return process?.getBuiltinModule?.("node:zlib");
}

interface ZlibCoding {
  readonly sync: (bytes: Uint8Array) => Uint8Array;
  readonly async: (bytes: Uint8Array, done: (error: Error | null, result: Uint8Array) => void) => void;
  readonly stream: () => Transform & Zlib.Zlib;
  readonly flushing: number;
}

function zlibEncoder(
  zlib: typeof Zlib,
  encoding: ContentEncoding,
  effort: number,
): ContentEncoder | undefined {
  const coding = zlibCoding(zlib, encoding, effort);
  if (coding === undefined) return undefined;
  return {
    whole: (bytes) => (bytes.byteLength <= AT_ONCE ? coding.sync(bytes) : later(coding, bytes)),
    pieces: () => zlibPieces(coding),
  };
}

function zlibCoding(zlib: typeof Zlib, encoding: ContentEncoding, effort: number): ZlibCoding | undefined {
  const { constants } = zlib;
  const level = { level: effort };
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: effort } };
  const zstd = { params: { [constants.ZSTD_c_compressionLevel]: effort } };
  switch (encoding) {
    case "br":
      return {
        sync: (bytes) => zlib.brotliCompressSync(bytes, quality),
        async: (bytes, done) => zlib.brotliCompress(bytes, quality, done),
        stream: () => zlib.createBrotliCompress(quality),
        flushing: constants.BROTLI_OPERATION_FLUSH,
      };
    case "gzip":
      return {
        sync: (bytes) => zlib.gzipSync(bytes, level),
        async: (bytes, done) => zlib.gzip(bytes, level, done),
        stream: () => zlib.createGzip(level),
        flushing: constants.Z_SYNC_FLUSH,
      };
    case "deflate":
      return {
        sync: (bytes) => zlib.deflateSync(bytes, level),
        async: (bytes, done) => zlib.deflate(bytes, level, done),
        stream: () => zlib.createDeflate(level),
        flushing: constants.Z_SYNC_FLUSH,
      };
    case "zstd":
      if (zlib.createZstdCompress === undefined) return undefined;
      return {
        sync: (bytes) => zlib.zstdCompressSync(bytes, zstd),
        async: (bytes, done) => zlib.zstdCompress(bytes, zstd, done),
        stream: () => zlib.createZstdCompress(zstd),
        flushing: constants.ZSTD_e_flush,
      };
  }
}

function later(coding: ZlibCoding, bytes: Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    coding.async(bytes, (error, result) => (error === null ? resolve(result) : reject(error)));
  });
}

function zlibPieces(coding: ZlibCoding): PieceEncoder {
  const stream = coding.stream();
  let made: Uint8Array[] = [];
  let closed = false;
  let resolved: (bytes: Uint8Array) => void = () => {};
  let failed: (error: Error) => void = () => {};
  stream.on("data", (bytes: Uint8Array) => made.push(bytes));
  stream.on("error", (error) => failed(error));

  /** Runs one step and gives what it made. */
  function taken(step: (done: () => void) => void): Promise<Uint8Array> {
    if (closed) return Promise.resolve(new Uint8Array());
    return new Promise((resolve, reject) => {
      resolved = resolve;
      failed = reject;
      step(() => {
        for (let rest = stream.read(); rest !== null; rest = stream.read()) made.push(rest);
        resolve(joined(made));
        made = [];
      });
    });
  }

  return {
    piece: (bytes) =>
      taken((done) => {
        stream.write(bytes);
        stream.flush(coding.flushing, done);
      }),
    end: () =>
      taken((done) => {
        stream.once("end", done);
        stream.end();
      }),
    close() {
      closed = true;
      stream.destroy();
      // Whoever still waits for a piece must not wait for ever; after its last piece this is without effect.
      resolved(new Uint8Array());
    },
  };
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.byteLength, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.byteLength;
  }
  return whole;
}

/** The formats of `CompressionStream` (Compression standard); Brotli is there in few runtimes so far. */
const WEB_FORMATS = { gzip: "gzip", deflate: "deflate", br: "brotli", zstd: undefined } as const;

/** The encoder of a runtime without `node:zlib`; exported for its test. */
export function webEncoder(encoding: ContentEncoding): ContentEncoder | undefined {
  const format = WEB_FORMATS[encoding] as ConstructorParameters<typeof CompressionStream>[0] | undefined;
  if (format === undefined || typeof CompressionStream === "undefined") return undefined;
  try {
    new CompressionStream(format);
  } catch {
    return undefined; // A format this runtime does not have.
  }
  return {
    async whole(bytes) {
      const compressed = new Blob([bytes as Uint8Array<ArrayBuffer>])
        .stream()
        .pipeThrough(new CompressionStream(format));
      return new Uint8Array(await new Response(compressed).arrayBuffer());
    },
    pieces: undefined,
  };
}
