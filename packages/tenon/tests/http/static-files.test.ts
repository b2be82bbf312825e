import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { createServer, request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text as readText } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { createApp, get, mount, router, silentLogger, staticFiles } from "../../src/index.ts";
import { nodeListener } from "../../src/server/index.ts";
import { throughBothDoors } from "./doors.ts";

const root = await mkdtemp(join(tmpdir(), "tenon-static-"));
const web = join(root, "web");
const files: Record<string, string> = {
  "web/index.html": "<h1>home</h1>",
  "web/style.css": "a{}",
  "web/name with space é.txt": "spaced",
  "web/%2e%2e": "a name with percent signs",
  "web/docs/index.html": "<h1>docs</h1>",
  "web/bare/a.txt": "a",
  "web/.env": "secret",
  "web/.git/config": "secret",
  "secret.txt": "secret",
  "web-secret/a.txt": "secret",
};
beforeAll(async () => {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(root, name, ".."), { recursive: true });
    await writeFile(join(root, name), content);
  }
  await symlink(join(root, "secret.txt"), join(web, "link.txt"));
  await symlink(root, join(web, "up"));
  await symlink(join(web, ".env"), join(web, "env.txt"));
  await symlink(join(web, "style.css"), join(web, "alias.css"));
});
afterAll(() => rm(root, { recursive: true }));

const sub = createApp({
  title: "Sub",
  version: "1",
  docs: false,
  routes: { item: get("/item/:n", { params: { n: z.int() } }, ({ params }) => params) },
});
const app = createApp({
  title: "t",
  version: "1",
  routes: {
    files: staticFiles("/static", web, {
      cacheControl: (path) => (path.endsWith(".css") ? "immutable" : undefined),
    }),
  },
});
const spa = createApp({
  title: "t",
  version: "1",
  routes: {
    api: router({ prefix: "/api" }, { it: get("/it", () => "it"), sub: mount("/sub", sub) }),
    web: staticFiles("/", web, { spaFallback: "index.html" }),
  },
});

throughBothDoors("static files", (open) => {
  test("static files", async () => {
    await using door = await open(app);
    const css = await door.send("GET", "/static/style.css");
    expect([css.status, css.text, css.headers.get("content-type"), css.headers.get("cache-control")]).toEqual(
      [200, "a{}", "text/css; charset=utf-8", "immutable"],
    );
    const tag = css.headers.get("etag") as string;
    expect((await door.send("GET", "/static/style.css", { headers: { "if-none-match": tag } })).status).toBe(
      304,
    );
    expect((await door.send("GET", "/static/style.css", { headers: { range: "bytes=0-0" } })).text).toBe("a");
    const head = await door.send("HEAD", "/static/style.css");
    expect([head.status, head.text, head.headers.get("content-length")]).toEqual([200, "", "3"]);
    expect((await door.send("GET", "/static/alias.css")).text).toBe("a{}");
    expect((await door.send("GET", "/static/name%20with%20space%20%C3%A9.txt")).text).toBe("spaced");
    expect((await door.send("GET", "/static/%252e%252e")).status).toBe(200);
    const wrong = await door.send("POST", "/static/style.css");
    expect([wrong.status, wrong.headers.get("allow")]).toEqual([405, "GET, HEAD, OPTIONS"]);
    expect((await door.send("OPTIONS", "/static/x")).status).toBe(204);
  });

  test("a file without a time of change, as bundles have them, has no tag to be mistaken by", async () => {
    await utimes(join(web, "style.css"), 0, 0);
    await using door = await open(app);
    const { status, headers } = await door.send("GET", "/static/style.css");
    expect([status, headers.get("etag"), headers.get("last-modified")]).toEqual([200, null, null]);
    const now = new Date();
    await utimes(join(web, "style.css"), now, now);
  });

  test("folders have an index, behind a slash", async () => {
    await using door = await open(app);
    expect((await door.send("GET", "/static/")).text).toBe("<h1>home</h1>");
    expect((await door.send("GET", "/static/docs/")).text).toBe("<h1>docs</h1>");
    const bare = await door.send("GET", "/static/docs?a=1");
    expect([bare.status, bare.headers.get("location")]).toEqual([307, "/static/docs/?a=1"]);
    for (const path of ["/static/bare", "/static/bare/", "/static/style.css/", "/static//", "/static//docs/"])
      expect([path, (await door.send("GET", path)).status]).toEqual([path, 404]);
  });

  test("a single-page front end beside an API", async () => {
    await using door = await open(spa);
    const page = { headers: { accept: "text/html,*/*;q=0.8" } };
    const deep = await door.send("GET", "/users/7", page);
    expect([deep.status, deep.text, deep.headers.get("vary"), deep.headers.get("cache-control")]).toEqual([
      200,
      "<h1>home</h1>",
      "Accept",
      "no-cache",
    ]);
    expect((await door.send("GET", "/users/jo.doe", page)).status).toBe(200);
    expect((await door.send("GET", "/assets/app.js")).status).toBe(404);
    expect((await door.send("GET", "/users", { headers: { accept: "application/json" } })).status).toBe(404);
    expect((await door.send("GET", "/.env", page)).status).toBe(404);
    expect((await door.send("GET", "/style.css")).text).toBe("a{}");
    expect((await door.send("GET", "/api/it")).json()).toBe("it");
    expect((await door.send("POST", "/api/it")).status).toBe(405);
    expect((await door.send("GET", "/api/it/")).headers.get("location")).toBe("/api/it");
    expect((await door.send("GET", "/api/sub")).headers.get("location")).toBe("/api/sub/");
    expect((await door.send("GET", "/api/sub/item/5")).json()).toEqual({ n: 5 });
    expect((await door.send("GET", "/openapi.json")).status).toBe(200);
  });
});

test("no path leaves the folder", async () => {
  const running = await app.start({ logger: silentLogger });
  const server = createServer(nodeListener(running));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  // No client library in between: they clean up paths.
  const ask = (path: string) =>
    new Promise<[number | undefined, string]>((resolve, reject) => {
      const asking = httpRequest({ port, path, agent: false }, async (answer) =>
        resolve([answer.statusCode, await readText(answer)]),
      );
      asking.on("error", reject).end();
    });
  for (const path of [
    "../secret.txt",
    "..%2fsecret.txt",
    "%2e%2e/secret.txt",
    "%2e%2e%2fsecret.txt",
    "%252e%252e/secret.txt",
    "docs/../../secret.txt",
    "docs/..%5c..%5csecret.txt",
    "..\\secret.txt",
    "/secret.txt",
    "%2fetc/passwd",
    "/etc/passwd",
    "../web-secret/a.txt",
    "link.txt",
    "up/secret.txt",
    "env.txt",
    ".env",
    "%2eenv",
    ".git/config",
    "./style.css",
    "style.css%00.png",
    "style.css%00",
    "style.css.",
    "style.css%20",
    "style.css::$DATA",
    "C:/secret.txt",
    "con",
    "NUL.txt",
    "docs/aux",
    "com1",
    "%",
    "%ff",
    "%c0%ae%c0%ae/secret.txt",
    "%e0%80%ae/secret.txt",
    "a".repeat(5000),
    `${"a/".repeat(2000)}b`,
    "style.css/x",
    "~root",
  ]) {
    const [status, body] = await ask(`/static/${path}`);
    expect([path.slice(0, 40), status, body.includes("secret")]).toEqual([path.slice(0, 40), 404, false]);
  }
  server.close();
  server.closeAllConnections();
  await running.stop();
});
