import { brotliDecompressSync, createGunzip, gunzipSync, inflateSync, zstdDecompressSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { compose } from "../http/compose.ts";
import { FakeExchange } from "../http/exchange.fixture.ts";
import { Reply, type ReplyBody, type StreamBody } from "../http/reply.ts";
import { type CompressionOptions, compression } from "./compression.ts";
import { encoderFor } from "./content-encoders.ts";

const TEXT = "a".repeat(2000);
const text = (body: ReplyBody) => new Reply(200, ["content-type", "text/plain"], body);

function send(
  reply: Reply,
  accept: string | undefined,
  options?: CompressionOptions,
  more: Record<string, string> = {},
  method = "GET",
) {
  const headers = accept === undefined ? more : { "accept-encoding": accept, ...more };
  const fail = (_: unknown, error: unknown) => {
    throw error;
  };
  return compose([compression(options)], () => reply, fail)(new FakeExchange({ method, headers }));
}

const decoders = {
  br: brotliDecompressSync,
  gzip: gunzipSync,
  deflate: inflateSync,
  zstd: zstdDecompressSync,
};
function source(pieces: readonly (string | Uint8Array)[]): { body: StreamBody; log: unknown[] } {
  const log: unknown[] = [];
  const body: StreamBody = {
    async *chunks() {
      for (const piece of pieces) {
        log.push("pulled");
        yield piece;
      }
    },
    finish: (reason) => void log.push(["finished", reason]),
  };
  return { body, log };
}

async function all(body: StreamBody): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of { [Symbol.asyncIterator]: () => body.chunks() }) parts.push(part as Uint8Array);
  await body.finish();
  return Buffer.concat(parts);
}

describe("streams", () => {
  test.each(["br", "gzip", "deflate", "zstd"] as const)("%s: pieces of all sizes", async (encoding) => {
    const noise = Buffer.from(crypto.getRandomValues(new Uint8Array(60_000))).toString("base64");
    const pieces = ["", "a", "é".repeat(10), noise.repeat(5), new TextEncoder().encode(TEXT), noise];
    const { body, log } = source(pieces);
    const reply = await send(text(body), encoding, { encodings: [encoding] });
    expect(reply.get("content-encoding")).toBe(encoding);
    const whole = pieces.map((it) => (typeof it === "string" ? it : new TextDecoder().decode(it))).join("");
    const compressed = await all(reply.body as StreamBody);
    expect(decoders[encoding](compressed).toString() === whole).toBe(true);
    expect(log.at(-1)).toEqual(["finished", undefined]);
  });

  test("each piece can be read when it arrives, and none is pulled ahead", async () => {
    const { body, log } = source(["one\n", "two\n", "three\n"]);
    const reply = await send(text(body), "gzip");
    const gunzip = createGunzip();
    const chunks = (reply.body as StreamBody).chunks();
    for (const [i, line] of ["one\n", "two\n", "three\n"].entries()) {
      const { value } = await chunks.next();
      const read = new Promise((resolve) => gunzip.once("data", (it: Buffer) => resolve(it.toString())));
      gunzip.write(value);
      expect(await read).toBe(line);
      expect(log).toHaveLength(i + 1);
    }
    expect(await chunks.next()).toMatchObject({ done: false });
    expect(await chunks.next()).toMatchObject({ done: true });
  });

  test("nothing starts before it is asked for, and finish goes through", async () => {
    const { body, log } = source(["one"]);
    const reply = await send(text(body), "gzip");
    expect(log).toEqual([]);
    await (reply.body as StreamBody).finish("gone");
    expect(log).toEqual([["finished", "gone"]]);
  });

  test("a client that goes in the middle of a piece leaves nobody waiting", async () => {
    const { body, log } = source([TEXT.repeat(1000), "more"]);
    const reply = await send(text(body), "br");
    const stream = reply.body as StreamBody;
    const pending = stream.chunks().next();
    await new Promise((resolve) => setImmediate(resolve));
    await stream.finish("gone");
    await pending;
    expect(log).toEqual(["pulled", ["finished", "gone"]]);
  });

  test("closed at any point, whoever waits is answered, and later ones too", async () => {
    const encoder = encoderFor("gzip", 4)?.pieces?.();
    const piece = encoder?.piece(new Uint8Array(1_000_000));
    const end = encoder?.end();
    encoder?.close();
    await Promise.all([piece, end]);
    expect(await encoder?.piece(new Uint8Array(10))).toHaveLength(0);
  });

  test("a source that fails fails the stream", async () => {
    const body: StreamBody = {
      async *chunks() {
        yield "one";
        throw new Error("broken");
      },
      finish() {},
    };
    const reply = await send(text(body), "gzip");
    await expect(all(reply.body as StreamBody)).rejects.toThrow("broken");
  });

  test("web streams too: compressed, cancelled, failed", async () => {
    const reply = await send(text(new Response(TEXT).body as ReadableStream<Uint8Array>), "gzip");
    expect(gunzipSync(await all(reply.body as StreamBody)).toString()).toBe(TEXT);

    const cancelled: unknown[] = [];
    const endless = new ReadableStream<Uint8Array>({ cancel: (reason) => void cancelled.push(reason) });
    await ((await send(text(endless), "gzip")).body as StreamBody).finish("gone");
    expect(cancelled).toEqual(["gone"]);

    const broken = new ReadableStream<Uint8Array>({ pull: () => Promise.reject(new Error("broken")) });
    const failing = (await send(text(broken), "gzip")).body as StreamBody;
    await expect(failing.chunks().next()).rejects.toThrow("broken");
    await failing.finish("broken");
  });
});
