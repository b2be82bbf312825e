import { expect, test } from "vitest";
import * as z from "zod";
import { routes, urls } from "../../src/client/index.ts";
import { silentLogger } from "../../src/http/logger.ts";
import {
  createApp,
  dependency,
  get,
  HttpError,
  override,
  router,
  withDependencies,
} from "../../src/index.ts";
import { throughBothDoors } from "./doors.ts";

const items = {
  one: get(
    "/items/:id",
    { params: { id: z.int() }, query: { full: z.boolean().default(false) } },
    ({ params }) => {
      if (params.id === 0) throw new HttpError(404, "No such item");
      return params.id;
    },
  ),
};
const api = {
  v1: router(
    {
      prefix: "/api/v1",
      document: { title: "Shop, version 1", version: "1.9.0" },
      deprecated: {
        since: new Date("2026-01-01T00:00:00Z"),
        sunset: new Date("2027-01-01T00:00:00Z"),
        link: "https://example.org/migrate",
      },
    },
    items,
  ),
  v2: router({ prefix: "/api/v2", document: { title: "Shop, version 2", version: "2.0.0" } }, items),
};
const app = createApp({ title: "Shop", version: "2.0.0", routes: api });

throughBothDoors("versions", (open) => {
  test("stand side by side; the old one says goodbye in every answer, errors included", async () => {
    await using door = await open(app);
    for (const [path, status] of [
      ["/api/v1/items/1", 200],
      ["/api/v1/items/0", 404],
      ["/api/v1/items/x", 422],
    ] as const) {
      const answer = await door.send("GET", path);
      expect([
        answer.status,
        answer.headers.get("deprecation"),
        answer.headers.get("sunset"),
        answer.headers.get("link"),
      ]).toEqual([
        status,
        "@1767225600",
        "Fri, 01 Jan 2027 00:00:00 GMT",
        '<https://example.org/migrate>; rel="deprecation"; type="text/html"',
      ]);
    }
    expect((await door.send("GET", "/api/v2/items/1")).headers.get("deprecation")).toBeNull();
  });

  test("each has a document and pages of its own, beside the whole one", async () => {
    await using door = await open(app);
    const one = (await door.send("GET", "/api/v1/openapi.json")).json<{
      info: object;
      paths: Record<string, { get: { deprecated?: boolean } }>;
    }>();
    expect(one.info).toMatchObject({ title: "Shop, version 1", version: "1.9.0" });
    expect(Object.keys(one.paths)).toEqual(["/api/v1/items/{id}"]);
    expect(one.paths["/api/v1/items/{id}"]?.get.deprecated).toBe(true);
    const two = (await door.send("GET", "/api/v2/openapi.json")).json<{ info: object; paths: object }>();
    expect(Object.keys(two.paths)).toEqual(["/api/v2/items/{id}"]);
    const all = (await door.send("GET", "/openapi.json")).json<{ paths: object }>();
    expect(Object.keys(all.paths)).toEqual(["/api/v1/items/{id}", "/api/v2/items/{id}"]);
    expect((await door.send("GET", "/api/v1/docs")).text).toContain("Shop, version 1");
    expect((await door.send("GET", "/api/v2/redoc")).status).toBe(200);
  });

  test("a sunset before the deprecation does not start", async () => {
    const wrong = createApp({
      title: "t",
      version: "1",
      routes: {
        old: router({ deprecated: { since: new Date("2026-01-01"), sunset: new Date("2025-01-01") } }, items),
      },
    });
    await expect(open(wrong)).rejects.toThrow(/old: a deprecation has a date/);
  });
});

test("addresses are built by record key", () => {
  const url = urls<typeof api>(routes(api));
  expect(url.v1.one({ params: { id: 3 } })).toBe("/api/v1/items/3");
  expect(url.v2.one({ params: { id: 3 }, query: { full: true } })).toBe("/api/v2/items/3?full=true");
  // @ts-expect-error the path's parameter is required
  expect(() => url.v1.one({})).toThrow(/needs the parameter "id"/);
});

test("a script uses the same dependencies, with teardown", async () => {
  const log: string[] = [];
  const pool = dependency({ scope: "app" }, async function* () {
    yield "pool";
    log.push("pool closes");
  });
  const session = dependency({ depends: { pool } }, async function* ({ pool: from }) {
    try {
      yield `session of ${from}`;
      log.push("session commits");
    } catch (error) {
      log.push("session rolls back");
      throw error;
    }
  });
  const script = createApp({ title: "t", version: "1", logger: silentLogger, routes: {} });
  expect(await withDependencies(script, { depends: { session } }, async ({ session: open }) => open)).toBe(
    "session of pool",
  );
  expect(log.splice(0)).toEqual(["session commits", "pool closes"]);
  const failing = withDependencies(script, { depends: { session } }, () => Promise.reject(new Error("no")));
  await expect(failing).rejects.toThrow("no");
  expect(log.splice(0)).toEqual(["session rolls back", "pool closes"]);
  const faked = withDependencies(script, { depends: { session } }, ({ session: open }) => open, {
    overrides: [override(session, () => "fake")],
  });
  expect(await faked).toBe("fake");
});
