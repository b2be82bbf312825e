import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type App,
  createApp,
  del,
  dependency,
  events,
  file,
  get,
  HttpError,
  head,
  html as htmlAnswer,
  json,
  jsonLines,
  post,
  put,
  Reply,
  redirect,
  responseHeaders,
  router,
  serverSentEvent,
  stream,
} from "tenon";
import * as z from "zod";

const folder = mkdtempSync(join(tmpdir(), "tenon-wire-"));
const poem = join(folder, "poem.txt");
writeFileSync(poem, "roses are red\nviolets are blue\n");

const Note = z.object({ id: z.int(), text: z.string().default("") }).meta({ id: "Note" });
const out = responseHeaders;
/** What `response_class=PlainTextResponse` and the like say. */
const texts = (type: string) => ({ responses: { 200: { type, schema: z.string() } } });

const stamp = dependency({ depends: { out } }, ({ out }) => {
  out.set("X-Stamp", "dependency").cookie("seen", "1");
});
const stampAndStatus = dependency({ depends: { out } }, ({ out }) => {
  out.set("X-Stamp", "second").status = 203;
});

const routes = {
  created: post("/created", { body: Note, response: Note, status: 201 }, ({ body }) => body),
  accepted: post("/accepted", { status: 202 }, () => ({ queued: true })),
  gone: del("/gone", { status: 204 }, () => null),
  goneWithValue: del("/gone-with-value", { status: 204 }, () => ({ ignored: true })),
  notModified: get(
    "/not-modified",
    { status: 304, depends: { out } },
    ({ out }) => void out.set("X-Cache", "hit"),
  ),
  upsert: put("/upsert/:key", { params: { key: z.int() }, depends: { out } }, ({ params: { key }, out }) => {
    if (key > 10) out.status = 201;
    return { key };
  }),
  statusOverridden: post("/status-overridden", { status: 201, depends: { out } }, ({ out }) => {
    out.status = 200;
    return { overridden: true };
  }),
  noContentByInjection: get("/no-content-by-injection", { depends: { out } }, ({ out }) => {
    out.status = 204;
    return { body: "dropped" };
  }),
  teapot: get("/teapot", { status: 418 }, () => ({ tea: true })),
  headers: get("/headers", { depends: { out } }, ({ out }) => {
    out.set("X-One", "1").set("x-two", "2");
    out.append("X-Many", "a").append("X-Many", "b");
    out.set("Cache-Control", "no-store");
    return { ok: true };
  }),
  contentTypeSet: get("/content-type-set", { depends: { out } }, ({ out }) => {
    out.set("content-type", "application/problem+json");
    return { ok: true };
  }),
  cookies: get("/cookies", { depends: { out } }, ({ out }) => {
    out.cookie("plain", "v");
    out.cookie("full", "x y", {
      maxAge: 60,
      path: "/p",
      domain: "example.org",
      secure: true,
      httpOnly: true,
      sameSite: "strict",
    });
    out.cookie("none", "1", { sameSite: "none", secure: true });
    out.deleteCookie("old");
    return {};
  }),
  stamped: router(
    { depends: { stamp } },
    {
      fromDependency: get("/from-dependency", { depends: { out } }, ({ out }) => {
        out.set("X-Handler", "yes");
        return {};
      }),
      fromTwoDependencies: get("/from-two-dependencies", { depends: { stampAndStatus } }, () => ({})),
      dependencyThenOwnResponse: get("/dependency-then-own-response", () =>
        json({ own: true }, { headers: { "X-Own": "1" } }),
      ),
      dependencyThenError: get("/dependency-then-error", () => {
        throw new HttpError(400, "no");
      }),
    },
  ),
  plain: get("/plain", texts("text/plain"), () => "plain text, čau"),
  plainOfNumber: get("/plain-of-number", { responses: { 200: { type: "text/plain" } } }, () => 5),
  html: get("/html", texts("text/html"), () => "<p>hi</p>"),
  htmlReturned: get("/html-returned", () =>
    htmlAnswer("<p>hi</p>", { status: 202, headers: { "X-Page": "1" } }),
  ),
  vendor: get(
    "/vendor",
    { responses: { 200: { type: "application/vnd.wire+json", schema: z.unknown() } } },
    () => ({
      é: [1, 2.5, null],
    }),
  ),
  someBytes: get("/bytes", () => {
    return new Response(new Uint8Array([0, 1, 255]), {
      headers: { "content-type": "application/octet-stream" },
    });
  }),
  noType: get("/no-type", () => new Reply(200, [], "no type")),
  redirect: get(
    "/redirect",
    { query: { to: z.string().default("/plain"), code: z.int().default(307) } },
    ({ query: { to, code } }) => redirect(to, { status: code }),
  ),
  redirectClass: get("/redirect-class", { status: 307 }, () => redirect("https://example.org/a b?x=č")),
  redirectClass302: get("/redirect-class-302", { status: 302 }, () => redirect("/plain", { status: 302 })),
  stream: get("/stream", () => stream(["one ", "two ", "three"], { type: "text/plain" })),
  streamSyncBytes: get("/stream-sync-bytes", () => {
    const parts = [1, 2, 3].map((n) => new Uint8Array(n).fill(97));
    return stream(parts, { status: 206, headers: { "X-Stream": "1" } });
  }),
  streamGenerator: get(
    "/stream-generator",
    { responses: { 200: { type: "application/octet-stream" } } },
    () => {
      async function* parts() {
        yield "alpha,";
        yield "beta";
      }
      return stream(parts());
    },
  ),
  lines: get("/lines", { responses: { 200: { type: "application/jsonl", items: Note } } }, () =>
    jsonLines([1, 2].map((id) => ({ id, text: "" }))),
  ),
  linesUntyped: get("/lines-untyped", { responses: { 200: { type: "application/jsonl" } } }, () =>
    jsonLines([{ n: 1, é: "č" }, [1, 2]]),
  ),
  linesEmpty: get("/lines-empty", { responses: { 200: { type: "application/jsonl", items: Note } } }, () =>
    jsonLines([]),
  ),
  events: get("/events", { responses: { 200: { type: "text/event-stream", items: Note } } }, () =>
    events([
      { id: 1, text: "a\nb" },
      { id: 2, text: "" },
    ]),
  ),
  eventsCustom: get("/events-custom", { responses: { 200: { type: "text/event-stream" } } }, () =>
    events([
      serverSentEvent({ data: { n: 1 }, event: "tick", id: "7", retry: 1000 }),
      serverSentEvent({ text: "two\nlines", comment: "hello" }),
    ]),
  ),
  file: get("/file", () => file(poem)),
  fileNamed: get(
    "/file-named",
    {
      query: { name: z.string().default("my poem.txt") },
      responses: { 200: { type: "text/x-poem" } },
    },
    ({ query: { name } }) => file(poem, { name, type: "text/x-poem" }),
  ),
  fileClass: get("/file-class", { responses: { 200: { type: "text/plain" } } }, () => file(poem)),
  fileMissing: get("/file-missing", () => file(join(folder, "none.txt"))),
  headed: head("/headed", { depends: { out } }, ({ out }) => void out.set("X-Count", "12")),
  unicode: get("/unicode", () => ({ emoji: "😀", slash: "</script>", quote: '"', control: "\u0001\u2028" })),
};

export default (): App => createApp({ title: "Response control", version: "1.0.0", routes });
