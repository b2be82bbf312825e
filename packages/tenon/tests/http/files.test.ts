import { appendFile, mkdir, mkdtemp, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import * as z from "zod";
import { createApp, dependency, file, get, post, responseHeaders } from "../../src/index.ts";
import { byteRange } from "../../src/results/byte-range.ts";
import { contentDisposition } from "../../src/results/content-disposition.ts";
import { readHttpDate } from "../../src/results/http-date.ts";
import { safeUrlSegments } from "../../src/results/safe-path.ts";
import { throughBothDoors } from "./doors.ts";

const poem = "roses are red\nviolets are blue\n";
const large = Buffer.alloc(500_000, "0123456789");
const modified = new Date("2026-01-02T03:04:05.678Z");
const lastModified = "Fri, 02 Jan 2026 03:04:05 GMT";
const folder = await mkdtemp(join(tmpdir(), "tenon-files-"));
const path = (name: string) => join(folder, name);

beforeAll(async () => {
  await mkdir(path("inside/.git"), { recursive: true });
  await writeFile(path("poem.txt"), poem);
  await writeFile(path("large.bin"), large);
  await writeFile(path("empty.txt"), "");
  await writeFile(path("secret.txt"), "secret");
  await writeFile(path("inside/a.txt"), "a");
  await writeFile(path("inside/.git/config"), "secret");
  await symlink(path("secret.txt"), path("inside/out.txt"));
  await symlink(path("inside/.git/config"), path("inside/hidden.txt"));
  await symlink(path("inside/a.txt"), path("inside/link.txt"));
  for (const name of ["poem.txt", "large.bin"]) await utimes(path(name), modified, modified);
});
afterAll(() => rm(folder, { recursive: true }));

const closed: string[] = [];
const session = dependency({}, async function* () {
  yield 1;
  closed.push("closed");
});

const app = createApp({
  title: "t",
  version: "1",
  routes: {
    poem: get("/poem", { depends: { session, out: responseHeaders } }, ({ out }) => {
      out.set("x-draft", "1");
      return file(path("poem.txt"), { cacheControl: "no-cache" });
    }),
    posted: post("/poem", () => file(path("poem.txt"))),
    large: get("/large", { depends: { session } }, () => file(pathToFileURL(path("large.bin")))),
    empty: get("/empty", () => file(path("empty.txt"))),
    named: get("/named", { query: { name: z.string() } }, ({ query }) =>
      file(path("poem.txt"), { name: query.name, type: "text/x-poem" }),
    ),
    inline: get("/inline", () => file(path("poem.txt"), { disposition: "inline", name: "p.md" })),
    missing: get("/missing", () => file(path("none.txt"))),
    folder: get("/folder", () => file(folder)),
    bytes: get("/bytes", () => file(new Uint8Array([0, 1, 255]), { etag: "v1", headers: { "X-A": "1" } })),
    blob: get("/blob", () =>
      file(new Blob(["0123456789"], { type: "text/x-blob" }), { lastModified: modified }),
    ),
    bare: get("/bare", () => file(path("poem.txt"), { etag: false, lastModified: false })),
    badTag: get("/bad-tag", () => file(path("poem.txt"), { etag: 'a"b' })),
    inside: get("/inside/:path*", { params: { path: z.string() } }, ({ params }) =>
      file(params.path, { root: path("inside") }),
    ),
  },
});

throughBothDoors("files", (open) => {
  const headersOf = (headers: Headers, ...names: string[]) => names.map((name) => headers.get(name));

  test("a file says what it is, and HEAD says the same without it", async () => {
    await using door = await open(app);
    const got = await door.send("GET", "/poem");
    expect([got.status, got.text]).toEqual([200, poem]);
    const names = [
      "content-type",
      "content-length",
      "accept-ranges",
      "last-modified",
      "cache-control",
      "x-draft",
    ];
    const said = ["text/plain; charset=utf-8", "31", "bytes", lastModified, "no-cache", null];
    expect(headersOf(got.headers, ...names, "content-disposition")).toEqual([...said, null]);
    expect(got.headers.get("etag")).toMatch(/^"1f-[\da-f.]+"$/);
    const head = await door.send("HEAD", "/poem", { headers: { range: "bytes=0-4" } });
    expect([head.status, head.text, ...headersOf(head.headers, ...names)]).toEqual([200, "", ...said]);
    expect((await door.send("HEAD", "/large")).headers.get("content-length")).toBe("500000");
  });

  test("a large file is streamed, its dependencies are closed after it", async () => {
    await using door = await open(app);
    closed.length = 0;
    const { bytes, headers } = await door.send("GET", "/large");
    expect(large.equals(bytes)).toBe(true);
    expect(headersOf(headers, "content-length", "content-type")).toEqual([
      "500000",
      "application/octet-stream",
    ]);
    const part = await door.send("GET", "/large", { headers: { range: "bytes=100001-400000" } });
    expect(large.subarray(100_001, 400_001).equals(part.bytes)).toBe(true);
    // The client has the last byte before the server knows that it has.
    await vi.waitFor(() => expect(closed).toEqual(["closed", "closed"]));
  });

  test("bytes and blobs", async () => {
    await using door = await open(app);
    const bytes = await door.send("GET", "/bytes");
    expect([[...bytes.bytes], ...headersOf(bytes.headers, "etag", "x-a", "content-type")]).toEqual([
      [0, 1, 255],
      '"v1"',
      "1",
      "application/octet-stream",
    ]);
    const blob = await door.send("GET", "/blob", { headers: { range: "bytes=2-4" } });
    expect([blob.status, blob.text, ...headersOf(blob.headers, "content-type", "content-range")]).toEqual([
      206,
      "234",
      "text/x-blob; charset=utf-8",
      "bytes 2-4/10",
    ]);
  });

  test.each([
    ["bytes=0-4", 206, "roses", "bytes 0-4/31"],
    ["bytes=-5", 206, "blue\n", "bytes 26-30/31"],
    ["bytes=-500", 206, poem, "bytes 0-30/31"],
    ["bytes=25-", 206, " blue\n", "bytes 25-30/31"],
    ["bytes=25-9999999999999999999999", 206, " blue\n", "bytes 25-30/31"],
    ["BYTES = 0-4 , 500-600", 206, "roses", "bytes 0-4/31"],
    ["bytes=0-4,6-8", 200, poem, null],
    ["lines=1-2", 200, poem, null],
    ["bytes=500-600", 416, "", "bytes */31"],
    ["bytes=-0", 416, "", "bytes */31"],
    ["bytes=abc", 400, "Range header: range must be requested", null],
    ["bytes=4-2", 400, "Range header: start must be less than end", null],
    ["bytes", 400, "Malformed range header.", null],
  ])("the range %s", async (range, status, body, contentRange) => {
    await using door = await open(app);
    const got = await door.send("GET", "/poem", { headers: { range } });
    expect([got.status, got.text, got.headers.get("content-range")]).toEqual([status, body, contentRange]);
    if (status < 300) expect(got.headers.get("content-length")).toBe(String(body.length));
  });

  test("ranges of nothing, and of other methods", async () => {
    await using door = await open(app);
    expect((await door.send("GET", "/empty")).text).toBe("");
    expect((await door.send("GET", "/empty", { headers: { range: "bytes=0-" } })).status).toBe(416);
    expect((await door.send("GET", "/empty", { headers: { range: "bytes=-1" } })).status).toBe(200);
    const posted = await door.send("POST", "/poem", {
      headers: { range: "bytes=0-4", "if-none-match": "*" },
    });
    expect([posted.status, posted.text]).toEqual([200, poem]);
  });

  test("conditions", async () => {
    await using door = await open(app);
    const tag = (await door.send("GET", "/poem")).headers.get("etag") as string;
    const before = "Thu, 01 Jan 2026 00:00:00 GMT";
    const status = async (headers: Record<string, string>, method = "GET", at = "/poem") =>
      (await door.send(method, at, { headers })).status;
    for (const method of ["GET", "HEAD"]) {
      expect(await status({ "if-none-match": tag }, method)).toBe(304);
      expect(await status({ "if-none-match": `"x", W/${tag}` }, method)).toBe(304);
      expect(await status({ "if-none-match": "*" }, method)).toBe(304);
      expect(await status({ "if-modified-since": lastModified }, method)).toBe(304);
    }
    expect(await status({ "if-none-match": '"x"' })).toBe(200);
    expect(await status({ "if-none-match": '"x"', "if-modified-since": lastModified })).toBe(200);
    expect(await status({ "if-modified-since": before })).toBe(200);
    expect(await status({ "if-modified-since": "yesterday" })).toBe(200);
    expect(await status({ "if-match": tag })).toBe(200);
    expect(await status({ "if-match": "*" })).toBe(200);
    expect(await status({ "if-match": '"x"' })).toBe(412);
    expect(await status({ "if-match": `W/${tag}` })).toBe(412);
    expect(await status({ "if-match": tag, "if-unmodified-since": before })).toBe(200);
    expect(await status({ "if-unmodified-since": before })).toBe(412);
    expect(await status({ "if-unmodified-since": lastModified })).toBe(200);
    const range = { range: "bytes=0-4" };
    expect(await status({ ...range, "if-range": tag })).toBe(206);
    expect(await status({ ...range, "if-range": '"x"' })).toBe(200);
    expect(await status({ ...range, "if-range": `W/${tag}` })).toBe(200);
    expect(await status({ ...range, "if-range": lastModified })).toBe(206);
    expect(await status({ ...range, "if-range": before })).toBe(200);
    expect(await status({ "if-none-match": tag, "if-modified-since": lastModified }, "GET", "/bare")).toBe(
      200,
    );
    const unchanged = await door.send("GET", "/poem", { headers: { "if-none-match": tag } });
    expect([
      unchanged.text,
      ...headersOf(unchanged.headers, "etag", "cache-control", "content-type"),
    ]).toEqual(["", tag, "no-cache", null]);
  });

  test("names that browsers save files by", async () => {
    await using door = await open(app);
    const named = async (name: string) =>
      (await door.send("GET", `/named?name=${encodeURIComponent(name)}`)).headers.get("content-disposition");
    expect(await named("poem.txt")).toBe('attachment; filename="poem.txt"');
    expect(await named("my poem.txt")).toBe("attachment; filename*=utf-8''my%20poem.txt");
    expect(await named("báseň.txt")).toBe("attachment; filename*=utf-8''b%C3%A1se%C5%88.txt");
    expect(await named('a"; filename="b.exe\r\nx: y')).toMatch(/^attachment; filename\*=utf-8''[\w%.-]+$/);
    const inline = await door.send("GET", "/inline");
    expect(headersOf(inline.headers, "content-disposition", "content-type")).toEqual([
      'inline; filename="p.md"',
      "text/markdown; charset=utf-8",
    ]);
  });

  test("a file that is not there is the server's mistake, but the client's inside a root", async () => {
    await using door = await open(app);
    expect((await door.send("GET", "/missing")).status).toBe(500);
    expect((await door.send("GET", "/folder")).status).toBe(500);
    expect((await door.send("GET", "/bad-tag")).status).toBe(500);
    expect((await door.send("GET", "/inside/a.txt")).text).toBe("a");
    expect((await door.send("GET", "/inside/link.txt")).text).toBe("a");
    for (const it of [
      "none.txt",
      "a.txt/b",
      "%2e%2e/secret.txt",
      "..%2Fsecret.txt",
      "%2Fetc%2Fpasswd",
      "..%5Csecret.txt",
      "out.txt",
      "hidden.txt",
      ".git/config",
      "a.txt%00",
      "con",
      "x".repeat(300),
    ]) {
      const got = await door.send("GET", `/inside/${it}`);
      expect([it, got.status, got.text.includes("secret")]).toEqual([it, 404, false]);
    }
  });

  test("a file that changes while it is sent breaks off", async () => {
    await using door = await open(app);
    await writeFile(path("growing.bin"), large);
    const growing = createApp({
      title: "t",
      version: "1",
      routes: {
        it: get(
          "/",
          {
            middleware: [
              async (exchange, next) => {
                const reply = await next(exchange);
                await appendFile(path("growing.bin"), "more");
                return reply;
              },
            ],
          },
          () => file(path("growing.bin")),
        ),
      },
    });
    await using other = await open(growing);
    await expect(other.send("GET", "/")).rejects.toThrow();
    expect((await door.send("GET", "/poem")).status).toBe(200);
  });
});

test("a part is always a part of the whole", () => {
  const position = fc.oneof(fc.nat(40).map(String), fc.constant(""), fc.bigInt({ min: 0n }).map(String));
  const header = fc.oneof(
    fc.tuple(position, position).map(([from, to]) => `bytes=${from}-${to}`),
    fc
      .array(fc.tuple(position, position))
      .map((parts) => `bytes=${parts.map((one) => one.join("-")).join(",")}`),
    fc.string(),
  );
  fc.assert(
    fc.property(header, fc.nat(40), (text, size) => {
      const range = byteRange(text, size);
      if (range.kind !== "part") return;
      expect(range.from).toBeGreaterThanOrEqual(0);
      expect(range.to).toBeGreaterThanOrEqual(range.from);
      expect(range.to).toBeLessThan(size);
    }),
  );
});

test("no name breaks out of its parameter, and every one comes back", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (name) => {
      const header = contentDisposition("attachment", name);
      const [, plain, encoded] =
        /^attachment; filename(?:="([\w.~-]*)"|\*=utf-8''([\w%.~-]*))$/.exec(header) ?? [];
      expect(plain ?? decodeURIComponent(encoded as string)).toBe(name.toWellFormed());
    }),
  );
});

test("the three forms of a date", () => {
  const seconds = 784_111_777;
  expect(readHttpDate("Sun, 06 Nov 1994 08:49:37 GMT")).toBe(seconds);
  expect(readHttpDate("Sunday, 06-Nov-94 08:49:37 GMT")).toBe(seconds);
  expect(readHttpDate("Sun Nov  6 08:49:37 1994")).toBe(seconds);
  for (const wrong of [
    "",
    "now",
    "2026-01-01",
    "Sun, 06 Nov 1994 08:49:37 CET",
    "Sun, 99 Nov 1994 08:49:37 GMT",
  ])
    expect(readHttpDate(wrong)).toBeUndefined();
});

test("no segment of a URL leaves its folder", () => {
  const piece = fc.constantFrom(
    "a",
    ".",
    "..",
    "%2e",
    "%252e",
    "%2F",
    "%5c",
    "\\",
    "%00",
    "/",
    ":",
    "con",
    "~",
    " ",
    "%",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      for (const segment of safeUrlSegments(pieces.join("")) ?? []) {
        expect(segment).not.toMatch(/^\.|[/\\:\0]|[. ]$/);
        expect(segment).not.toBe("");
      }
    }),
  );
});
