import { expect, test } from "vitest";
import * as z from "zod";
import {
  backgroundTasks,
  createApp,
  dependency,
  exchange,
  get,
  HttpError,
  mount,
  override,
  post,
  request,
  requestId,
  router,
  staticFiles,
  stream,
} from "../../src/index.ts";
import { throughBothDoors } from "./doors.ts";

const log: string[] = [];
const pool = dependency({ scope: "app" }, function* pool() {
  log.push("pool opens");
  yield "real";
  log.push("pool closes");
});
const guard = dependency({ headers: { key: z.string().optional() } }, ({ headers }) => {
  if (headers.key !== "k") throw new HttpError(401, "Key");
});
const sub = createApp({
  title: "Sub",
  version: "2",
  docs: false,
  lifespan: function* () {
    log.push("sub starts");
    yield;
    log.push("sub stops");
  },
  routes: {
    root: get("/", () => "sub root"),
    item: get("/item/:n", { params: { n: z.int() } }, ({ params }) => params),
    create: post("/item", { body: z.object({ a: z.int() }) }, ({ body }) => body),
    slashed: get("/slashed/", () => "slashed"),
    url: get(
      "/url",
      { depends: { request, exchange } },
      ({ request: { url }, exchange: { basePath, path } }) => [
        new URL(url).pathname,
        new URL(url).search,
        basePath,
        path,
      ],
    ),
    pool: get("/pool", { depends: { pool } }, ({ pool: value }) => value),
    task: get("/task", { depends: { tasks: backgroundTasks } }, ({ tasks }) => {
      tasks.add(() => void log.push("task"));
      return 1;
    }),
    id: get("/id", { depends: { id: requestId } }, ({ id }) => id),
    stream: get("/stream", () => stream(["a", "b"])),
  },
});
const seen: (string | undefined)[] = [];
const app = createApp({
  title: "t",
  version: "1",
  lifespan: function* () {
    log.push("outer starts");
    yield;
    log.push("outer stops");
  },
  middleware: [
    async (exchange, next) => {
      const reply = await next(exchange);
      seen.push(exchange.route, exchange.operationId);
      return reply.set("x-id", exchange.requestId);
    },
  ],
  routes: {
    hello: get("/hello", () => "hello"),
    shadowed: get("/sub/shadowed", () => "from the outside"),
    any: get("/:rest*", { params: { rest: z.string() } }, () => "any"),
    sub: mount("/sub", sub),
    deep: router(
      { prefix: "/deep", depends: { guard } },
      { sub: mount("/er", sub), web: mount("/web", () => new Response("web")) },
    ),
    fetch: mount("/fetch", async (request) => {
      const { pathname, search } = new URL(request.url);
      const body = await request.text();
      return new Response(
        JSON.stringify([request.method, pathname, search, request.headers.get("x-a"), body]),
        {
          status: 203,
          headers: { "x-b": "1" },
        },
      );
    }),
    object: mount("/object", { fetch: () => Response.json(1) }),
    failing: mount("/failing", () => {
      throw new HttpError(418, "tea");
    }),
    cafe: mount("/café", () => new Response("café")),
  },
});
throughBothDoors("mounts", (open) => {
  test("an app sees the address as it was sent, beside its own path", async () => {
    await using door = await open(app);
    expect((await door.send("GET", "/sub/url?x=1")).json()).toEqual(["/sub/url", "?x=1", "/sub", "/url"]);
  });

  test("a mounted app answers under its prefix, and sees paths without it", async () => {
    await using door = await open(app);
    const get = async (path: string) => {
      const { status, text } = await door.send("GET", path);
      return [status, text];
    };
    expect(await get("/sub/")).toEqual([200, '"sub root"']);
    expect(await get("/sub/item/5")).toEqual([200, '{"n":5}']);
    expect(await get("/%73ub/item/5")).toEqual([200, '{"n":5}']);
    expect((await get("/sub/item/x"))[0]).toBe(422);
    expect(await get("/sub/none")).toEqual([404, '{"detail":"Not Found"}']);
    expect(await get("/sub/shadowed")).toEqual([200, '"from the outside"']);
    expect(await get("/subx")).toEqual([200, '"any"']);
    expect(await get("/sub/stream")).toEqual([200, "ab"]);
    const created = await door.send("POST", "/sub/item", { json: { a: 1 } });
    expect([created.status, created.json()]).toEqual([200, { a: 1 }]);
    expect(
      (await door.send("POST", "/sub/item", { body: "{", headers: { "content-type": "application/json" } }))
        .status,
    ).toBe(422);
  });

  test("methods, HEAD, OPTIONS and slashes inside", async () => {
    await using door = await open(app);
    const wrong = await door.send("POST", "/sub/item/5");
    expect([wrong.status, wrong.headers.get("allow")]).toEqual([405, "GET, HEAD, OPTIONS"]);
    expect((await door.send("HEAD", "/sub/item/5")).status).toBe(200);
    expect((await door.send("OPTIONS", "/sub/item/5")).status).toBe(204);
    expect((await door.send("POST", "/sub/shadowed")).status).toBe(405);
    const inner = await door.send("GET", "/sub/slashed?a=1");
    expect([inner.status, inner.headers.get("location")]).toEqual([307, "/sub/slashed/?a=1"]);
    const outer = await door.send("GET", "/fetch?a=1");
    expect([outer.status, outer.text]).toEqual([200, '"any"']);
  });

  test("the prefix alone redirects to the prefix with a slash", async () => {
    const routes = { sub: mount("/sub", sub), web: mount("/", () => new Response("web")) };
    await using door = await open(createApp({ title: "t", version: "1", routes }));
    const bare = await door.send("GET", "/sub?a=1");
    expect([bare.status, bare.headers.get("location")]).toEqual([307, "/sub/?a=1"]);
    await using strict = await open(
      createApp({ title: "t", version: "1", redirectSlashes: false, routes: { sub: routes.sub } }),
    );
    expect((await strict.send("GET", "/sub")).status).toBe(404);
    expect((await strict.send("GET", "/sub/")).status).toBe(200);
  });

  test("lifespans, app-scoped values, overrides, tasks and request ids", async () => {
    log.length = 0;
    {
      await using door = await open(app, { overrides: [override(pool, () => "fake")] });
      expect(log).toEqual(["outer starts", "sub starts", "sub starts"]);
      expect((await door.send("GET", "/sub/pool")).json()).toBe("fake");
      await door.send("GET", "/sub/task");
      await door.settled();
      expect(log.at(-1)).toBe("task");
      const { headers, text } = await door.send("GET", "/sub/id");
      expect(JSON.parse(text)).toBe(headers.get("x-id"));
    }
    expect(log.slice(4)).toEqual(["sub stops", "sub stops", "outer stops"]);
    log.length = 0;
    await (await open(app))[Symbol.asyncDispose]();
    expect(log).toEqual([
      ...["outer starts", "pool opens", "sub starts", "pool opens", "sub starts"],
      ...["sub stops", "pool closes", "sub stops", "pool closes", "outer stops"],
    ]);
  });

  test("a mount that fails to start stops what has been started", async () => {
    log.length = 0;
    const broken = { sub: mount("/sub", sub), none: staticFiles("/none", "/none/of/these") };
    await expect(open(createApp({ title: "t", version: "1", routes: broken }))).rejects.toThrow(
      /folder .*none/,
    );
    expect(log).toEqual(["pool opens", "sub starts", "sub stops", "pool closes"]);
  });

  test("logs and metrics see the whole route", async () => {
    await using door = await open(app);
    seen.length = 0;
    await door.send("GET", "/sub/item/5");
    await door.send("GET", "/fetch/x");
    expect(seen).toEqual(["/sub/item/:n", "sub.item", "/fetch/*", "fetch"]);
  });

  test("dependencies of routers stand around mounts", async () => {
    await using door = await open(app);
    for (const path of ["/deep/er/item/5", "/deep/web/x"]) {
      expect((await door.send("GET", path)).status).toBe(401);
      expect((await door.send("GET", path, { headers: { key: "k" } })).status).toBe(200);
    }
  });

  test("a mounted app has its own document, whose server is the prefix, and its own pages", async () => {
    const documented = createApp({ title: "Inner", version: "1", routes: { it: get("/it", () => 1) } });
    const routes = { inner: mount("/inner", documented), own: get("/own", () => 1) };
    await using door = await open(createApp({ title: "Outer", version: "1", routes }));
    const inner = (await door.send("GET", "/inner/openapi.json")).json<Record<string, object>>();
    expect([inner.servers, Object.keys(inner.paths as object)]).toEqual([[{ url: "/inner" }], ["/it"]]);
    const outer = (await door.send("GET", "/openapi.json")).json<Record<string, object>>();
    expect([outer.servers, Object.keys(outer.paths as object)]).toEqual([[{ url: "/" }], ["/own"]]);
    expect((await door.send("GET", "/inner/docs")).status).toBe(200);
  });

  test("any fetch handler", async () => {
    await using door = await open(app);
    const got = await door.send("PUT", "/fetch/a%2Fb/c?x=1", { body: "body", headers: { "x-a": "1" } });
    expect([got.status, got.headers.get("x-b"), got.json()]).toEqual([
      203,
      "1",
      ["PUT", "/a%2Fb/c", "?x=1", "1", "body"],
    ]);
    expect((await door.send("GET", "/fetch/")).json()).toEqual(["GET", "/", "", null, ""]);
    expect((await door.send("GET", "/object/x")).json()).toBe(1);
    expect((await door.send("GET", "/failing/x")).status).toBe(418);
    expect((await door.send("GET", "/caf%C3%A9/x")).text).toBe("café");
  });

  test("mounts that contradict each other do not start", async () => {
    const of = (...mounts: ReturnType<typeof mount>[]) =>
      open(
        createApp({
          title: "t",
          version: "1",
          routes: Object.fromEntries(mounts.map((it, i) => [`m${i}`, it])),
        }),
      );
    const answer = () => new Response("");
    await expect(of(mount("/a", answer), mount("/a", answer))).rejects.toThrow(/m1 and m0 are both mounted/);
    await expect(of(mount("/a/", answer))).rejects.toThrow(/end with a slash/);
    await expect(of(mount("a", answer))).rejects.toThrow(/start with a slash/);
    await expect(of(mount("/:id", answer))).rejects.toThrow(/cannot have parameters/);
  });
});

test("mounts are not in the document", () => {
  expect(Object.keys((app.openapi() as { paths?: object }).paths ?? {})).not.toContain("/sub/item/{n}");
});
