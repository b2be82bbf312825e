/** A multipart form (RFC 7578), read part by part by busboy; files go to memory, and past a bound to disk. */
import type { RawSource } from "../contract/source.ts";
import { HttpError } from "../http/errors.ts";
import type { Exchange } from "../http/exchange.ts";
import { Uploads } from "./uploads.ts";

/** The fields of a multipart form, and what has to be removed after the request. */
export interface MultipartForm {
  readonly fields: RawSource;
  readonly uploads: Uploads | undefined;
}

/** How many parts one form may have. */
const limits = { fields: 1000, files: 100, parts: 1100, headerPairs: 100, fieldNameSize: 200 };

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
  const parts: Part[] = [];
  const files: Promise<void>[] = [];
  const parser = await newParser(exchange, limit);
  const finished = new Promise<void>((resolve, reject) => {
    parser.once("finish", resolve);
    parser.once("error", (cause) => reject(malformed(cause)));
    for (const event of ["partsLimit", "filesLimit", "fieldsLimit"] as const) {
      parser.once(event, () => reject(new HttpError(413, "The form has too many parts")));
    }
  });
  // Looked at again below; until then a failure is nobody's unhandled one.
  finished.catch(() => {});
  parser.on("field", (name, value, nameTruncated, valueTruncated) => {
    if (nameTruncated || valueTruncated)
      parser.destroy(new HttpError(413, "A field of the form is too long"));
    else parts.push({ name, value });
  });
  parser.on("file", (name, stream, fileName, _encoding, type) => {
    // The place in the list is the part's, whichever file is written first.
    const part: Part = { name, value: undefined };
    parts.push(part);
    const kept = uploads.keep(stream, fileName ?? "", type).then((file) => {
      part.value = isUntouched(file) ? undefined : file;
    });
    kept.catch(() => {});
    files.push(kept);
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
  await Promise.all(files);
  return byName(parts);
}

interface Part {
  readonly name: string;
  /** Undefined where no file was chosen. */
  value: unknown;
}

/** What a browser sends for a file input that nobody touched: no name and no content. */
function isUntouched(file: File): boolean {
  return file.name === "" && file.size === 0;
}

/** The values by name; repeated names make a list. Without a prototype. */
function byName(parts: readonly Part[]): RawSource {
  const fields: Record<string, unknown> = Object.create(null);
  for (const { name, value } of parts) {
    if (value === undefined) continue;
    fields[name] = name in fields ? [fields[name], value].flat() : value;
  }
  return fields;
}

async function newParser(exchange: Exchange, limit: number) {
  const { Busboy } = await import("@fastify/busboy");
  try {
    return new Busboy({
      headers: { "content-type": exchange.header("content-type") ?? "" },
      limits: { ...limits, fieldSize: limit, fileSize: limit },
    });
  } catch (cause) {
    throw malformed(cause);
  }
}

function malformed(cause: unknown): HttpError {
  if (cause instanceof HttpError) return cause;
  return new HttpError(400, "The multipart form is malformed or ends too early", { cause });
}

function tooLarge(limit: number): HttpError {
  return new HttpError(413, `The body is larger than the ${limit} bytes that are read here`);
}
