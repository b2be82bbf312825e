/** A multipart form (RFC 7578), taken apart by Dicer; files go to memory, and past a bound to disk. */
import type { Readable } from "node:stream";
import type { Dicer } from "@fastify/busboy";
import type { RawSource } from "../contract/source.ts";
import { HttpError } from "../http/errors.ts";
import type { Exchange } from "../http/exchange.ts";
import { headerParameters } from "./header-parameters.ts";
import { readPartHead } from "./part-head.ts";
import { Uploads } from "./uploads.ts";

/** The fields of a multipart form, and what has to be removed after the request. */
export interface MultipartForm {
  readonly fields: RawSource;
  readonly uploads: Uploads | undefined;
}

/** How many parts one form may have; how many fields a urlencoded one may, too. */
export const formLimits = { fields: 1000, files: 100 };

/** What the head of a part may have, in lines and in bytes. */
const headLimits = { maxHeaderPairs: 100, maxHeaderSize: 16_384 };

/**
 * Reads a multipart body.
 * @throws {HttpError} 413 for too many or too large parts, 400 when it is malformed or cut short
 */
export async function readMultipart(exchange: Exchange, limit: number): Promise<MultipartForm> {
  const declared = Number(exchange.header("content-length") ?? 0);
  if (declared > limit) throw tooLarge(limit);
  const uploads = new Uploads();
  try {
    const fields = await readParts(exchange, limit, uploads);
    return { fields, uploads: uploads.isEmpty ? undefined : uploads };
  } catch (error) {
    await uploads.remove();
    throw error;
  }
}

async function readParts(exchange: Exchange, limit: number, uploads: Uploads): Promise<RawSource> {
  const parser = await newParser(exchange);
  const parts = new Parts(uploads);
  const finished = new Promise<void>((resolve, reject) => {
    parser.once("finish", resolve);
    parser.once("error", (cause) => reject(malformed(cause)));
  });
  // Looked at again below; until then a failure is nobody's unhandled one.
  finished.catch(() => {});
  parser.on("part", (part) => {
    // Both belong to what has failed as a whole, and is reported there.
    part.on("error", () => {});
    part.once("header", (header) => {
      const failure = parts.add(part, header as Readonly<Record<string, readonly string[]>>);
      if (failure !== undefined) parser.destroy(failure);
    });
  });
  let size = 0;
  for await (const chunk of exchange.bodyChunks()) {
    size += chunk.byteLength;
    if (size > limit) throw tooLarge(limit);
    if (parser.destroyed) break;
    if (!parser.write(chunk))
      await Promise.race([new Promise((resolve) => parser.once("drain", resolve)), finished]);
  }
  if (!parser.destroyed) parser.end();
  await finished;
  return parts.byName();
}

/** The parts of one form, in the order sent, whichever of them is read first. */
class Parts {
  readonly #uploads: Uploads;
  readonly #read: { readonly name: string; readonly value: Promise<unknown> }[] = [];
  readonly #counts = { fields: 0, files: 0 };

  constructor(uploads: Uploads) {
    this.#uploads = uploads;
  }

  /** Begins to read a part; gives what is wrong with it. */
  add(part: Readable, header: Readonly<Record<string, readonly string[]>>): HttpError | undefined {
    const { name, fileName, type } = readPartHead(header);
    if (name === undefined)
      return new HttpError(400, 'The Content-Disposition header field "name" must be provided.');
    const kind = fileName === undefined ? "fields" : "files";
    this.#counts[kind] += 1;
    if (this.#counts[kind] > formLimits[kind]) return tooMany(kind);
    const value = fileName === undefined ? textOf(part, type) : this.#file(part, fileName, type);
    // A failure is seen when all are collected.
    value.catch(() => {});
    this.#read.push({ name, value });
    return undefined;
  }

  /** The values by name; repeated names make a list. Without a prototype. */
  async byName(): Promise<RawSource> {
    const fields: Record<string, unknown> = Object.create(null);
    for (const { name, value } of this.#read) {
      const read = await value;
      if (read === undefined) continue;
      fields[name] = name in fields ? [fields[name], read].flat() : read;
    }
    return fields;
  }

  /** Undefined for what a browser sends for a file input that nobody touched: no name and no content. */
  async #file(part: Readable, fileName: string, type: string): Promise<File | undefined> {
    const file = await this.#uploads.keep(part, fileName, type);
    return file.name === "" && file.size === 0 ? undefined : file;
  }
}

/** A field's text: UTF-8, unless its type says otherwise (RFC 7578, 4.5). */
async function textOf(part: Readable, type: string): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of part as AsyncIterable<Buffer>) chunks.push(chunk);
  const charset = headerParameters(type).get("charset") ?? "utf-8";
  try {
    return new TextDecoder(charset, { fatal: true, ignoreBOM: true }).decode(Buffer.concat(chunks));
  } catch (cause) {
    throw new HttpError(400, `A field of the form is not valid ${charset}`, { cause });
  }
}

async function newParser(exchange: Exchange): Promise<Dicer> {
  const boundary = headerParameters(exchange.header("content-type") ?? "").get("boundary");
  if (boundary === undefined || boundary === "")
    throw malformed(new Error("The content type names no boundary"));
  const { Dicer: Parser } = await import("@fastify/busboy");
  return new Parser({ boundary, ...headLimits });
}

function malformed(cause: unknown): HttpError {
  if (cause instanceof HttpError) return cause;
  return new HttpError(400, "The multipart form is malformed or ends too early", { cause });
}

/** A form of more parts than are read: 413. */
export function tooMany(kind: keyof typeof formLimits): HttpError {
  return new HttpError(413, `The form has too many ${kind}: at most ${formLimits[kind]} are read here`);
}

function tooLarge(limit: number): HttpError {
  return new HttpError(413, `The body is larger than the ${limit} bytes that are read here`);
}
