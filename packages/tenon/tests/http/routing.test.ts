import { expect, test } from "vitest";
import * as z from "zod";
import { createApp, get, head, post, put, router, StartError } from "../../src/index.ts";
import { throughBothDoors } from "./doors.ts";

const text = { params: { id: z.string() } };
const app = createApp({
  title: "t",
  version: "1",
  routes: {
    root: get("/", () => "root"),
    one: get("/users/:id", text, ({ params }) => `one ${params.id}`),
    change: put("/users/:id", text, ({ params }) => `change ${params.id}`),
    me: get("/users/me", () => "me"),
    slashed: get("/slashed/", () => "slashed"),
    both: get("/both", () => "both"),
    bothSlashed: get("/both/", () => "both/"),
    range: get("/ranges/:low-:high", { params: { low: z.int(), high: z.int() } }, ({ params }) => params),
    ping: head("/ping", () => "never sent"),
  },
});
const good = createApp({
  title: "t",
  version: "1",
  routes: { ...app.options.routes, cafe: get("/café", () => "café") },
});

throughBothDoors("routing", (open) => {
  test("under a prefix the empty path is the prefix, and a slash the prefix with one", async () => {
    const routes = {
      users: router({ prefix: "/users" }, { list: get("", () => "list"), one: get("/:id", () => "one") }),
      items: router({ prefix: "/items" }, { list: get("/", () => "list"), one: get("/:id", () => "one") }),
    };
    await using door = await open(createApp({ title: "t", version: "1", routes }));
    const seen = async (path: string) => {
      const { status, headers } = await door.send("GET", path);
      return [status, headers.get("location")];
    };
    expect([await seen("/users"), await seen("/users/")]).toEqual([
      [200, null],
      [307, "/users"],
    ]);
    expect([await seen("/items"), await seen("/items/")]).toEqual([
      [307, "/items/"],
      [200, null],
    ]);
  });

  test("all slashes too many are dropped at once", async () => {
    await using door = await open(
      createApp({
        title: "t",
        version: "1",
        routes: { users: get("/users", () => 1), root: get("/", () => 1) },
      }),
    );
    const seen = async (path: string) => {
      const { status, headers } = await door.send("GET", path);
      return [status, headers.get("location")];
    };
    expect(await seen("/users///?a=1")).toEqual([307, "/users?a=1"]);
    expect((await seen("/users/x//"))[0]).toBe(404);
  });

  test("the most specific path wins, whatever the order", async () => {
    await using door = await open(good);
    expect((await door.send("GET", "/users/me")).json()).toBe("me");
    expect((await door.send("GET", "/users/you")).json()).toBe("one you");
    expect((await door.send("PUT", "/users/me")).json()).toBe("change me");
    expect((await door.send("GET", "/ranges/3-7")).json()).toEqual({ low: 3, high: 7 });
    const greedy = await door.send("GET", "/ranges/1-2-3");
    expect(greedy.json()).toMatchObject({ detail: [{ type: "int_parsing", loc: ["path", "low"] }] });
  });

  test("an unknown path is a 404, a known one with another method a 405 whose Allow is the union", async () => {
    await using door = await open(good);
    const unknown = await door.send("GET", "/nowhere");
    expect([unknown.status, unknown.json()]).toEqual([404, { detail: "Not Found" }]);
    const wrong = await door.send("POST", "/users/me");
    expect([wrong.status, wrong.headers.get("allow"), wrong.json()]).toEqual([
      405,
      "GET, HEAD, OPTIONS, PUT",
      { detail: "Method Not Allowed" },
    ]);
  });

  test("HEAD follows GET without a body, OPTIONS answers with Allow", async () => {
    await using door = await open(good);
    const following = await door.send("HEAD", "/users/me");
    expect([following.status, following.text, following.headers.get("content-length")]).toEqual([
      200,
      "",
      "4",
    ]);
    const asked = await door.send("OPTIONS", "/users/me");
    expect([asked.status, asked.headers.get("allow")]).toEqual([204, "GET, HEAD, OPTIONS, PUT"]);
    expect((await door.send("HEAD", "/ping")).status).toBe(200);
    expect((await door.send("GET", "/ping")).status).toBe(405);
  });

  test("a slash too many or too few redirects, with the query and a relative location", async () => {
    await using door = await open(good);
    const many = await door.send("GET", "/users/me/?a=1&b=%2F");
    expect([many.status, many.headers.get("location")]).toEqual([307, "/users/me?a=1&b=%2F"]);
    const few = await door.send("GET", "/slashed");
    expect([few.status, few.headers.get("location")]).toEqual([307, "/slashed/"]);
    expect((await door.send("GET", "/both")).json()).toBe("both");
    expect((await door.send("GET", "/both/")).json()).toBe("both/");
    await using strict = await open(
      createApp({ title: "t", version: "1", redirectSlashes: false, routes: { it: get("/it", () => 1) } }),
    );
    expect((await strict.send("GET", "/it/")).status).toBe(404);
  });

  test("a redirect never names another host", async () => {
    const rest = createApp({
      title: "t",
      version: "1",
      routes: {
        it: get("/:path*", { params: { path: z.string() } }, () => 1),
        deep: post("/:a/:b/", { params: { a: z.string(), b: z.string() } }, () => 1),
      },
    });
    await using door = await open(rest);
    const response = await door.send("POST", "//evil.example/x");
    expect(response.headers.get("location") ?? "").not.toMatch(/^\/\//);
  });

  test("letters beyond ASCII match in every spelling", async () => {
    await using door = await open(good);
    for (const path of ["/caf%C3%A9", "/caf%c3%a9", "/%63af%C3%A9"])
      expect((await door.send("GET", path)).json()).toBe("café");
  });

  test("broken percent-encoding stands for itself", async () => {
    await using door = await open(good);
    expect((await door.send("GET", "/users/%zz")).json()).toBe("one %zz");
  });
});

throughBothDoors("what does not start", (open) => {
  const start = (routes: never) => open(createApp({ title: "t", version: "1", routes }));

  test.each([
    [
      "two operations for the same requests",
      { a: get("/x/:id", () => 1), b: get("/x/:name", () => 1) },
      /b and a both answer GET \/x\/:name/,
    ],
    ["a path without a slash", { a: get("x", () => 1) }, /a: the path "x" must start with a slash/],
    ["a name twice", { a: get("/:x/:x", () => 1) }, /names ":x" twice/],
    ["a rest parameter in the middle", { a: get("/:x*/y", () => 1) }, /must be its whole last segment/],
    [
      "a parameter that the path has not",
      { a: get("/x", { params: z.object({ id: z.int() }) }, () => 1) },
      /a reads the path parameter "id", and its path "\/x" has no ":id"/,
    ],
    ["a key that is no identifier", { "a-b": get("/x", () => 1) }, /"a-b": the key of a route/],
    // biome-ignore lint/suspicious/noThenProperty: the mistake under test
    ["the key then", { then: get("/x", () => 1) }, /"then": the key of a route/],
    ["an undefined route", { a: undefined }, /a is undefined/],
    [
      "a prefix that ends with a slash",
      { a: router({ prefix: "/x/" }, { b: get("/", () => 1) }) },
      /the prefix "\/x\/" must start with a slash and not end with one/,
    ],
    [
      "two schemas for one name",
      {
        a: get("/", { query: { q: z.int() }, depends: {} }, () => 1),
        c: post("/c", { body: z.object({}), form: { x: z.string() } }, () => 1),
      },
      /one body, as JSON and as a form/,
    ],
  ])("%s", async (_name, routes, message) => {
    await expect(start(routes as never)).rejects.toThrow(message);
    await expect(start(routes as never)).rejects.toThrow(StartError);
  });
});
