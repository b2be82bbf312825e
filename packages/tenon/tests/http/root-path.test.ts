import { expect, test } from "vitest";
import { type AppOptions, createApp, get, html, mount, router, silentLogger } from "../../src/index.ts";
import { cors } from "../../src/middleware/index.ts";
import { type Opened, throughBothDoors } from "./doors.ts";

const inner = createApp({ title: "inner", version: "1", routes: { it: get("/it", () => "inner") } });
const routes = {
  root: get("/", () => "root"),
  item: get("/items", () => "items"),
  v1: router({ prefix: "/v1", document: { title: "one" } }, { page: get("/page", () => html("<p>")) }),
  inner: mount("/inner", inner),
};

function appAt(rootPath: string, more: Partial<AppOptions> = {}) {
  return createApp({ title: "t", version: "1", routes, rootPath, ...more });
}

const servers = async (door: Opened, path: string) =>
  ((await door.send("GET", path)).json() as { servers: unknown }).servers;

throughBothDoors("a root path", (open) => {
  test("may stand in front of the paths of operations, and need not", async () => {
    await using door = await open(appAt("/gateway/a"));
    const answer = async (path: string) => {
      const response = await door.send("GET", path);
      return response.status === 200 ? response.json() : response.status;
    };
    expect(await answer("/items")).toBe("items");
    expect(await answer("/gateway/a/items")).toBe("items");
    expect(await answer("/gateway/a/")).toBe("root");
    // It ends at a slash, and is taken off once.
    for (const path of ["/gateway/aitems", "/gateway/items", "/gateway/a/gateway/a/items"])
      expect([path, await answer(path)]).toEqual([path, 404]);
  });

  test("stays in front of what a slash redirects to", async () => {
    await using door = await open(appAt("/gateway"));
    const location = async (path: string) => {
      const response = await door.send("GET", path);
      return [response.status, response.headers.get("location")];
    };
    expect(await location("/gateway/items/?a=b")).toEqual([307, "/gateway/items?a=b"]);
    expect(await location("/items/")).toEqual([307, "/items"]);
    expect(await location("/gateway")).toEqual([307, "/gateway/"]);
    expect(await location("/gateway/inner")).toEqual([307, "/gateway/inner/"]);
  });

  test("is in front of what is mounted, always", async () => {
    await using door = await open(appAt("/gateway"));
    expect((await door.send("GET", "/gateway/inner/it")).json()).toBe("inner");
    expect((await door.send("GET", "/inner/it")).status).toBe(404);
  });

  test("comes first among the servers of served documents, and of no other", async () => {
    const app = appAt("/gateway");
    expect(app.openapi().servers).toEqual([{ url: "/" }]);
    await using door = await open(app);
    for (const path of ["/openapi.json", "/gateway/openapi.json", "/v1/openapi.json"])
      expect([path, await servers(door, path)]).toEqual([path, [{ url: "/gateway" }]]);
    expect(await servers(door, "/gateway/inner/openapi.json")).toEqual([{ url: "/gateway/inner" }]);
  });

  test("stands beside the servers that an app names, once, unless it is told not to", async () => {
    const named = [{ url: "/api", description: "Here" }, { url: "https://example.org" }];
    await using door = await open(appAt("/gateway", { servers: named }));
    expect(await servers(door, "/openapi.json")).toEqual([{ url: "/gateway" }, ...named]);
    await using same = await open(appAt("/api", { servers: named }));
    expect(await servers(same, "/openapi.json")).toEqual(named);
    await using without = await open(appAt("/gateway", { servers: named, rootPathInServers: false }));
    expect(await servers(without, "/gateway/openapi.json")).toEqual(named);
  });

  test("is gone before middleware looks at a path", async () => {
    const seen: string[] = [];
    await using door = await open(
      appAt("/gateway", {
        middleware: [
          { name: "seen", request: ({ basePath, path }) => void seen.push(`${basePath} ${path}`) },
          cors({ origins: "*" }),
        ],
      }),
    );
    await door.send("GET", "/gateway/items");
    await door.send("GET", "/gateway/none");
    await door.send("GET", "/items");
    expect(seen).toEqual(["/gateway /items", "/gateway /none", " /items"]);
  });

  test.each(["gateway", "/gateway/", "/", "/a//b", "/a?b"])(
    "%s is none, and does not start",
    async (rootPath) => {
      await expect(open(appAt(rootPath))).rejects.toThrow(`rootPath: "${rootPath}"`);
    },
  );

  test("of an app that is mounted has no meaning, and does not start", async () => {
    const outer = createApp({
      title: "t",
      version: "1",
      routes: { inner: mount("/inner", appAt("/gateway")) },
      logger: silentLogger,
    });
    await expect(open(outer)).rejects.toThrow(
      'The app mounted at "/inner" has the rootPath "/gateway". Its root is where it is mounted',
    );
  });
});
