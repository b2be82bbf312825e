import { RateLimiterMemory } from "rate-limiter-flexible";
import { expect, test } from "vitest";
import { z } from "zod";
import { createApp, dependency, get, HttpError, post, router } from "../../src/index.ts";
import {
  memoryStore,
  RateLimited,
  type RateLimitStore,
  rateLimit,
  rateLimited,
} from "../../src/rate-limit/index.ts";
import { throughBothDoors } from "../http/doors.ts";

const policy = { name: "test", limit: 2, window: 60 };

const brokenStore: RateLimitStore = {
  counters: () => ({
    consume: async () => Promise.reject(new Error("down")),
    reward: async () => Promise.reject(new Error("down")),
  }),
};

/** An app whose caller is named by a header, limited by a dependency. */
function limited(options: { count?: "all" | "failures"; store?: RateLimitStore } = {}) {
  const kept = options.store ?? memoryStore();
  const store = dependency({ scope: "app" }, () => kept);
  const caller = dependency({ headers: { caller: z.string().optional() } }, ({ headers }) => headers.caller);
  const limit = rateLimited({ ...policy, count: options.count ?? "all", store, by: caller });
  const routes = router(
    { prefix: "/things", depends: { limit } },
    {
      read: get("", { response: z.object({ ok: z.boolean() }) }, () => ({ ok: true })),
      fail: post("/:status", { params: { status: z.int() } }, ({ params }) => {
        throw new HttpError(params.status);
      }),
    },
  );
  return createApp({ title: "T", version: "1", routes: { things: routes } });
}

const as = (caller: string) => ({ headers: { caller } });

throughBothDoors("rate limits", (open) => {
  test("a caller who asks too often gets a 429 that says when to come back; others do not", async () => {
    await using app = await open(limited());
    const first = await app.send("GET", "/things", as("ada"));
    expect([first.status, first.headers.get("ratelimit"), first.headers.get("ratelimit-policy")]).toEqual([
      200,
      expect.stringMatching(/^"test";r=1;t=\d+$/),
      '"test";q=2;w=60',
    ]);
    expect((await app.send("GET", "/things", as("ada"))).headers.get("ratelimit")).toContain(";r=0;");
    const refused = await app.send("GET", "/things", as("ada"));
    expect([refused.status, refused.json()]).toEqual([
      429,
      { detail: "Too many requests, try again later", code: "rate_limited" },
    ]);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(refused.headers.get("ratelimit")).toMatch(/^"test";r=0;t=\d+$/);
    // Not before the window of the header ends (draft, section 6).
    const [, ends] = /;t=(\d+)/.exec(refused.headers.get("ratelimit") ?? "") ?? [];
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThanOrEqual(Number(ends));
    expect((await app.send("GET", "/things", as("grace"))).status).toBe(200);
    expect((await app.send("GET", "/things")).headers.has("ratelimit")).toBe(false);
  });

  test("where only failures count, success and the service's own failures are free", async () => {
    await using app = await open(limited({ count: "failures" }));
    for (let i = 0; i < 5; i++) expect((await app.send("GET", "/things", as("ada"))).status).toBe(200);
    for (let i = 0; i < 5; i++) expect((await app.send("POST", "/things/503", as("ada"))).status).toBe(503);
    const tried = [];
    for (let i = 0; i < 3; i++) tried.push((await app.send("POST", "/things/400", as("ada"))).status);
    expect(tried).toEqual([400, 400, 429]);
    expect((await app.send("GET", "/things", as("ada"))).status).toBe(429);
  });

  test("of failures that come at once no more are let through than the limit", async () => {
    await using app = await open(limited({ count: "failures" }));
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => app.send("POST", "/things/401", as("ada"))),
    );
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(2);
  });

  test("a store that is down takes nothing down: the process counts by itself", async () => {
    const logged: string[] = [];
    const logger = {
      trace: () => {},
      debug: () => {},
      info: () => {},
      warn: () => {},
      error: (_: object, text?: string) => void logged.push(text ?? ""),
      fatal: () => {},
      child: () => logger,
    };
    await using app = await open(limited({ store: brokenStore }), { logger });
    const statuses = [];
    for (let i = 0; i < 3; i++) statuses.push((await app.send("GET", "/things", as("ada"))).status);
    expect(statuses).toEqual([200, 200, 429]);
    expect(logged.filter((text) => text.includes("does not answer"))).toHaveLength(1);
  });

  test("limits of one policy and one store count together, wherever they stand", async () => {
    const store = memoryStore();
    const kept = dependency({ scope: "app" }, () => store);
    const by = dependency({ headers: { caller: z.string() } }, ({ headers }) => headers.caller);
    const limit = () => ({ limit: rateLimited({ ...policy, store: kept, by }) });
    const routes = {
      one: get("/one", { depends: limit() }, () => "1"),
      other: get("/other", { depends: limit() }, () => "2"),
    };
    await using app = await open(createApp({ title: "T", version: "1", routes }));
    const statuses = [];
    for (const path of ["/one", "/other", "/one", "/other"])
      statuses.push((await app.send("GET", path, as("ada"))).status);
    expect(statuses).toEqual([200, 200, 429, 429]);
  });

  test("as middleware it counts addresses before anything else runs", async () => {
    let ran = 0;
    const app = createApp({
      title: "T",
      version: "1",
      middleware: [rateLimit(policy)],
      routes: { count: get("/", () => ({ ran: ++ran })) },
    });
    await using opened = await open(app);
    expect((await opened.send("GET", "/")).headers.get("ratelimit-policy")).toBe('"test";q=2;w=60');
    await opened.send("GET", "/");
    const refused = await opened.send("GET", "/");
    expect([refused.status, refused.json(), ran]).toEqual([
      429,
      { detail: "Too many requests, try again later", code: "rate_limited" },
      2,
    ]);
  });

  test("as middleware it counts failures only, where it is told to", async () => {
    const app = createApp({
      title: "T",
      version: "1",
      middleware: [rateLimit({ ...policy, count: "failures" })],
      routes: { fine: get("/", () => "fine") },
    });
    await using opened = await open(app);
    for (let i = 0; i < 5; i++) expect((await opened.send("GET", "/")).status).toBe(200);
    expect([
      (await opened.send("GET", "/nowhere")).status,
      (await opened.send("GET", "/nowhere")).status,
      (await opened.send("GET", "/nowhere")).status,
    ]).toEqual([404, 404, 429]);
  });
});

test("a limit of a dependency is in the document, as a declared error", async () => {
  const answer = await limited().fetch(new Request("http://t/openapi.json"));
  const document = (await answer.json()) as { paths: Record<string, { get: { responses: object } }> };
  expect(Object.keys(document.paths["/things"]?.get.responses ?? {})).toContain("429");
  expect(new RateLimited().code).toBe("rate_limited");
});

test("who has one address of a network of IPv6 has all of them", async () => {
  const store = memoryStore();
  const addresses = [
    "2001:db8:1:2::1",
    "2001:db8:1:2:ffff:0:0:2",
    "2001:0db8:0001:0002::3",
    "2001:db8:1:3::1",
  ];
  const next = addresses.values();
  const app = createApp({
    title: "T",
    version: "1",
    middleware: [rateLimit({ ...policy, store, by: () => next.next().value })],
    routes: { fine: get("/", () => "fine") },
  });
  const statuses = [];
  for (const _ of addresses) statuses.push((await app.fetch(new Request("http://t/"))).status);
  expect(statuses).toEqual([200, 200, 429, 200]);
});

test.each([
  { name: "a b", limit: 1, window: 1 },
  { name: "x", limit: 0, window: 1 },
  { name: "x", limit: 1, window: 0.5 },
])("a policy that is none does not start: %o", (wrong) => {
  expect(() => rateLimit(wrong)).toThrow(TypeError);
});

test("a store hands out the counters of the library itself", () => {
  expect(memoryStore().counters(policy)).toBeInstanceOf(RateLimiterMemory);
});
