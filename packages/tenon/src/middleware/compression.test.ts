import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { compose } from "../http/compose.ts";
import { FakeExchange } from "../http/exchange.fixture.ts";
import { Reply, type ReplyBody, type StreamBody } from "../http/reply.ts";
import { type CompressionOptions, compression } from "./compression.ts";
import { webEncoder } from "./content-encoders.ts";

const TEXT = "a".repeat(2000);
const text = (body: ReplyBody = TEXT, ...headers: string[]) =>
  new Reply(200, ["content-type", "text/plain", ...headers], body);

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
const decode = (reply: Reply) =>
  decoders[reply.get("content-encoding") as keyof typeof decoders](reply.body as Uint8Array).toString();

describe("negotiation", () => {
  const chosen: [string | undefined, string | undefined][] = [
    ["gzip, deflate, br, zstd", "br"],
    ["gzip, deflate", "gzip"],
    ["deflate", "deflate"],
    ["br;q=0.5, gzip", "gzip"],
    ["br;q=0, gzip;q=0.1, *;q=0", "gzip"],
    ["gzip;q=0", undefined],
    ["identity", undefined],
    ["identity;q=1, gzip;q=0.5", undefined],
    ["gzip;q=0.5", "gzip"],
    ["*", "br"],
    ["*;q=0", undefined],
    ["br;q=0, *", "gzip"],
    ["zstd", undefined],
    ["GZIP", "gzip"],
    ["", undefined],
    [undefined, undefined],
    [",;=, q", undefined],
  ];
  test.each(chosen)("%s: %s", async (accept, encoding) => {
    const reply = await send(text(), accept);
    expect(reply.get("content-encoding")).toBe(encoding);
    expect(reply.get("vary")).toBe("Accept-Encoding");
    if (encoding === undefined) expect(reply.body).toBe(TEXT);
    else expect(decode(reply)).toBe(TEXT);
  });

  test("the order of the app decides among equals, and zstd is there when asked for", async () => {
    const reply = await send(text(), "gzip, br, zstd", { encodings: ["zstd", "gzip"] });
    expect(reply.get("content-encoding")).toBe("zstd");
    expect(decode(reply)).toBe(TEXT);
  });
});

describe("bodies", () => {
  test("small ones in the same tick, large ones on another thread; all come back the same", async () => {
    expect(send(text(), "gzip")).toBeInstanceOf(Reply);
    const large = JSON.stringify(Array.from({ length: 5000 }, (_, id) => ({ id, name: `user ${id} é` })));
    for (const encoding of ["br", "gzip", "deflate", "zstd"] as const) {
      const promise = send(text(large), encoding, { encodings: [encoding] });
      expect(promise).toBeInstanceOf(Promise);
      expect(decode(await promise)).toBe(large);
    }
  });

  test("bytes", async () => {
    expect(decode(await send(text(new TextEncoder().encode(TEXT)), "br"))).toBe(TEXT);
  });

  test("a higher level makes less of it, in every coding", async () => {
    const words = Array.from({ length: 4000 }, (_, i) => `word ${(i * i * 7919) % 9973}`).join(" ");
    for (const encoding of ["br", "gzip", "deflate", "zstd"] as const) {
      const size = async (level: number) => {
        const reply = await send(text(words), encoding, { level, encodings: [encoding] });
        expect(decode(reply)).toBe(words);
        return (reply.body as Uint8Array).byteLength;
      };
      expect([encoding, (await size(9)) < (await size(1))]).toEqual([encoding, true]);
    }
  });

  test("500 bytes are worth it, less is not", async () => {
    const encoded = async (length: number) =>
      (await send(text("a".repeat(length)), "gzip")).get("content-encoding");
    expect([await encoded(499), await encoded(500)]).toEqual([undefined, "gzip"]);
  });

  test("the threshold counts bytes", async () => {
    const encoding = async (body: string) =>
      (await send(text(body), "gzip", { threshold: 100 })).get("content-encoding");
    expect(await encoding("a".repeat(99))).toBeUndefined();
    expect(await encoding("a".repeat(100))).toBe("gzip");
    expect(await encoding("é".repeat(50))).toBe("gzip");
    expect(await encoding("é".repeat(49))).toBeUndefined();
    expect((await send(text("a"), "gzip")).get("vary")).toBeUndefined();
  });

  test("what does not get smaller stays", async () => {
    const noise = crypto.getRandomValues(new Uint8Array(2000));
    const reply = await send(text(noise), "gzip");
    expect(reply.body).toBe(noise);
    expect(reply.get("content-encoding")).toBeUndefined();
    expect(reply.get("vary")).toBe("Accept-Encoding");
  });

  test("headers follow", async () => {
    const headers = ["etag", '"v1"', "content-length", "2000", "accept-ranges", "bytes", "vary", "Origin"];
    const reply = await send(text(TEXT, ...headers), "gzip");
    expect(reply.get("etag")).toBe('W/"v1"');
    expect(reply.get("content-length")).toBeUndefined();
    expect(reply.get("accept-ranges")).toBeUndefined();
    expect(reply.get("vary")).toBe("Origin, Accept-Encoding");
    expect((await send(text(TEXT, "etag", 'W/"v1"'), "gzip")).get("etag")).toBe('W/"v1"');
    expect((await send(text(TEXT, "etag", '"v1"'), undefined)).get("etag")).toBe('"v1"');
  });
});

describe("left alone", () => {
  const untouched = async (reply: Reply, vary: string | undefined = undefined, method = "GET") => {
    const { body } = reply;
    await send(reply, "gzip", undefined, {}, method);
    expect(reply.body).toBe(body);
    expect(reply.get("vary")).toBe(vary);
    expect(["identity", undefined]).toContain(reply.get("content-encoding"));
  };
  test.each([
    "image/png",
    "video/mp4",
    "audio/mpeg",
    "font/woff2",
    "application/zip",
    "application/pdf",
    "application/octet-stream",
    "text/event-stream; charset=utf-8",
    "application/epub+zip",
    "IMAGE/PNG",
    "multipart/byteranges; boundary=x",
  ])("%s", (type) => untouched(new Reply(200, ["content-type", type], TEXT)));
  test.each([
    "image/svg+xml",
    "application/json",
    "application/problem+json",
    "text/html; charset=utf-8",
    "application/javascript",
    "application/x-ndjson",
    "application/wasm",
  ])("but not %s", async (type) => {
    expect((await send(new Reply(200, ["content-type", type], TEXT), "gzip")).get("content-encoding")).toBe(
      "gzip",
    );
  });
  test("encoded already", () => untouched(text(TEXT, "content-encoding", "identity")));
  test("no-transform", () => untouched(text(TEXT, "cache-control", "public, no-transform")));
  test("a digest of the bytes", () => untouched(text(TEXT, "content-digest", "sha-256=:x:")));
  test("a part", () => untouched(new Reply(206, ["content-type", "text/plain"], TEXT)));
  test("204", () => untouched(new Reply(204)));
  test("no type", () => untouched(new Reply(200, [], TEXT)));
  test("HEAD, which varies all the same", () => untouched(text(), "Accept-Encoding", "HEAD"));

  test("304, which varies and bears the tag that was given out", async () => {
    const reply = (ifNoneMatch: string) =>
      send(new Reply(304, ["etag", '"v1"']), "gzip", undefined, { "if-none-match": ifNoneMatch });
    expect((await reply('W/"v1"')).headers).toEqual(["etag", 'W/"v1"', "vary", "Accept-Encoding"]);
    expect((await reply('"v1"')).get("etag")).toBe('"v1"');
  });

  test("errors are compressed", async () => {
    expect(decode(await send(new Reply(400, ["content-type", "application/json"], TEXT), "gzip"))).toBe(TEXT);
  });
});

describe("runtimes and slips", () => {
  test("without node:zlib whole bodies are compressed by the web's streams", async () => {
    const bytes = new TextEncoder().encode(TEXT);
    const encoder = webEncoder("gzip");
    expect(gunzipSync((await encoder?.whole(bytes)) as Uint8Array).toString()).toBe(TEXT);
    expect(encoder?.pieces).toBeUndefined();
    expect(webEncoder("zstd")).toBeUndefined();
  });

  test("without node:zlib the middleware still works, and leaves streams as they are", async () => {
    const { process } = globalThis;
    Object.defineProperty(globalThis, "process", { value: undefined, configurable: true, writable: true });
    let middleware: ReturnType<typeof compression>;
    try {
      middleware = compression({ encodings: ["zstd", "gzip"] });
    } finally {
      Object.defineProperty(globalThis, "process", { value: process, configurable: true, writable: true });
    }
    const ask = (reply: Reply) => {
      const exchange = new FakeExchange({ headers: { "accept-encoding": "zstd, gzip" } });
      return compose(
        [middleware],
        () => reply,
        () => new Reply(500),
      )(exchange);
    };
    expect(decode(await ask(text()))).toBe(TEXT);
    const body: StreamBody = { async *chunks() {}, finish() {} };
    const streamed = await ask(text(body));
    expect(streamed.body).toBe(body);
    expect(streamed.get("content-encoding")).toBeUndefined();
  });

  test("refused at start-up", () => {
    expect(() => compression({ encodings: ["lzma" as "br"] })).toThrow('"lzma" is none of');
    expect(() => compression({ threshold: -1 })).toThrow("a number of bytes");
    for (const level of [0, 10, 4.5]) expect(() => compression({ level })).toThrow("1 (fast) to 9 (small)");
  });
});
