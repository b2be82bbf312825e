import fc from "fast-check";
import { expect, test } from "vitest";
import * as z from "zod";
import {
  createApp,
  dependency,
  empty,
  events,
  file,
  get,
  html,
  json,
  jsonLines,
  post,
  put,
  Reply,
  redirect,
  respond,
  responseHeaders,
  stream,
  text,
} from "../../src/index.ts";
import { throughBothDoors } from "./doors.ts";

const Item = z.object({ id: z.int(), name: z.string() });
const Queued = z.object({ job: z.string() });
const row = (id: number) => ({ id, name: "pen", secret: "s" });
const closed: string[] = [];
const session = dependency({}, async function* () {
  try {
    yield 1;
    closed.push("committed");
  } catch (error) {
    closed.push("rolled back");
    throw error;
  }
});
const upsert = { response: Item, responses: { 201: Item, 202: Queued, 204: { description: "Nothing new" } } };

const drafted: Readonly<Record<string, () => unknown>> = {
  value: () => ({ n: 1 }),
  lines: () => jsonLines([1]),
  events: () => events([1]),
  response: () => Response.json(1),
  text: () => text("t"),
  redirect: () => redirect("/"),
  file: () => file(new Uint8Array([1])),
  stream: () => stream(["a"]),
};

const app = createApp({
  title: "t",
  version: "1",
  routes: {
    text: get("/text", () => text("čau")),
    csv: get("/csv", () =>
      text("a;b\n", { type: "text/csv", status: 202, headers: { "X-Many": ["1", "2"] } }),
    ),
    number: get("/number", () => text(5 as unknown as string)),
    html: get("/html", () => html("<p>hi</p>", { status: 202, headers: { "X-Page": "1" } })),
    json: get("/json", () => json({ é: [1, null] }, { type: "application/vnd.wire+json" })),
    empty: get("/empty", () => empty()),
    accepted: get("/accepted", () => empty(202)),
    drafted: get("/drafted", { query: { as: z.string() }, depends: { out: responseHeaders } }, (received) => {
      received.out.set("X-Draft", "1").append("x-draft", "2").set("content-type", "application/x");
      received.out.cookie("seen", "yes");
      received.out.status = 203;
      return drafted[received.query.as]?.();
    }),
    cookies: get("/cookies", { depends: { out: responseHeaders } }, ({ out }) => {
      const full = { maxAge: 60, path: "/p", domain: "example.org", secure: true, httpOnly: true } as const;
      out.cookie("plain", "v").cookie("full", "x y", { ...full, sameSite: "strict" });
      out
        .cookie("apart", "1", { sameSite: false, partitioned: true, expires: new Date(0) })
        .deleteCookie("old");
      return {};
    }),
    ownCookie: get("/own-cookie", () =>
      redirect("/").cookie("session", "s", { secure: true }).deleteCookie("old"),
    ),
    badCookie: get(
      "/bad-cookie",
      { query: { name: z.string(), path: z.string() }, depends: { out: responseHeaders } },
      ({ query, out }) => void out.cookie(query.name, "v", { path: query.path }),
    ),
    noType: get("/no-type", () => new Reply(200, [], "no type")),
    redirect: get(
      "/redirect",
      { query: { to: z.string().default("/text"), status: z.int().default(307) } },
      ({ query }) => redirect(query.to, { status: query.status }),
    ),
    upsert: put(
      "/items/:id",
      { params: { id: z.int() }, ...upsert, depends: { session } },
      ({ params: { id } }) => {
        if (id === 1) return respond(201, row(1), { headers: { Location: "/items/1" } });
        if (id === 2) return respond(202, { job: "j", secret: "s" } as { job: string });
        if (id === 3) return respond(204);
        if (id === 4)
          return respond(201, { id: "x", name: "secret" } as unknown as { id: number; name: string });
        if (id === 5) return respond(299, 1) as never;
        if (id === 6) return respond(200, row(6)) as never;
        return row(id);
      },
    ),
    drafted201: post(
      "/drafted",
      { response: Item, responses: { 201: Queued }, depends: { out: responseHeaders } },
      ({ out }) => {
        out.status = 201;
        return { id: 1, name: "n", job: "j" };
      },
    ),
    plain: get("/plain", { responses: { 200: { type: "text/plain", schema: z.string() } } }, () => "plain"),
    notPlain: get("/not-plain", { responses: { 200: { type: "text/plain" } } }, () => 5),
    untyped: get("/untyped", () => respond(202, 1)),
    bare: get("/bare", { responses: { 202: { description: "d" } } }, () =>
      respond(202, { leak: 1 } as never),
    ),
  },
});

throughBothDoors("results", (open) => {
  test("texts, HTML and JSON of their own types", async () => {
    await using door = await open(app);
    const seen = async (path: string) => {
      const { status, headers, text: body } = await door.send("GET", path);
      return [status, headers.get("content-type"), body];
    };
    expect(await seen("/text")).toEqual([200, "text/plain; charset=utf-8", "čau"]);
    expect(await seen("/csv")).toEqual([202, "text/csv; charset=utf-8", "a;b\n"]);
    expect(await seen("/html")).toEqual([202, "text/html; charset=utf-8", "<p>hi</p>"]);
    expect(await seen("/json")).toEqual([200, "application/vnd.wire+json", '{"é":[1,null]}']);
    expect(await seen("/empty")).toEqual([204, null, ""]);
    expect(await seen("/accepted")).toEqual([202, null, ""]);
    expect(await seen("/plain")).toEqual([200, "text/plain; charset=utf-8", "plain"]);
    expect((await door.send("GET", "/number")).status).toBe(500);
    expect((await door.send("GET", "/not-plain")).status).toBe(500);
    expect((await door.send("GET", "/csv")).headers.get("x-many")).toBe("1, 2");
    expect((await door.send("HEAD", "/text")).headers.get("content-length")).toBe("4");
  });

  test.each(["value", "lines", "events"])(
    "status, headers and cookies that dependencies set go into what is made of a value: %s",
    async (as) => {
      await using door = await open(app);
      const { status, headers } = await door.send("GET", `/drafted?as=${as}`);
      expect([
        status,
        headers.get("x-draft"),
        headers.get("set-cookie"),
        headers.get("content-type"),
      ]).toEqual([203, "1, 2", "seen=yes; Path=/; SameSite=lax", "application/x"]);
    },
  );

  test.each(["response", "text", "redirect", "file", "stream"])(
    "an answer of the handler's own stands for itself: %s",
    async (as) => {
      await using door = await open(app);
      const { status, headers } = await door.send("GET", `/drafted?as=${as}`);
      expect([status, headers.get("x-draft"), headers.getSetCookie()]).toEqual([
        as === "redirect" ? 307 : 200,
        null,
        [],
      ]);
    },
  );

  test("cookies are written as FastAPI writes them", async () => {
    await using door = await open(app);
    const moment = /\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT/;
    const cookies = (await door.send("GET", "/cookies")).headers.getSetCookie();
    expect(cookies.map((cookie) => cookie.replace(moment, "<time>"))).toEqual([
      "plain=v; Path=/; SameSite=lax",
      'full="x y"; Domain=example.org; HttpOnly; Max-Age=60; Path=/p; SameSite=strict; Secure',
      "apart=1; expires=<time>; Partitioned; Path=/",
      'old=""; expires=<time>; Max-Age=0; Path=/; SameSite=lax',
    ]);
    const own = (await door.send("GET", "/own-cookie")).headers.getSetCookie();
    expect(own.map((cookie) => cookie.replace(moment, "<time>"))).toEqual([
      "session=s; Path=/; SameSite=lax; Secure",
      'old=""; expires=<time>; Max-Age=0; Path=/; SameSite=lax',
    ]);
  });

  test("a cookie that would say more than it should is a 500", async () => {
    await using door = await open(app);
    expect((await door.send("GET", "/bad-cookie?name=a&path=/x")).status).toBe(200);
    expect((await door.send("GET", "/bad-cookie?name=a%3Db&path=/x")).status).toBe(500);
    expect((await door.send("GET", "/bad-cookie?name=a&path=/x;%20Domain=evil.test")).status).toBe(500);
    expect((await door.send("GET", "/bad-cookie?name=a&path=/x%0D%0ALocation:y")).status).toBe(500);
  });

  test("a text without a type is sent without one", async () => {
    await using door = await open(app);
    const { text: body, headers } = await door.send("GET", "/no-type");
    expect([body, headers.get("content-type")]).toEqual(["no type", null]);
  });

  test("a redirect encodes what no URL can have, and refuses line breaks", async () => {
    await using door = await open(app);
    const to = async (query: string) => {
      const { status, headers } = await door.send("GET", `/redirect?${query}`);
      return [status, headers.get("location")];
    };
    expect(await to("")).toEqual([307, "/text"]);
    expect(await to("status=301&to=/x")).toEqual([301, "/x"]);
    expect(await to("to=/a%20b%3Fq%3D%C4%8D")).toEqual([307, "/a%20b?q=%C4%8D"]);
    expect(await to("to=/%255Cx%252Fy%23z")).toEqual([307, "/%5Cx%2Fy#z"]);
    expect(await to("to=/%5Cevil.test")).toEqual([307, "/%5Cevil.test"]);
    expect(await to("to=/x%0D%0ASet-Cookie:a=b")).toEqual([400, null]);
    expect((await to("status=200"))[0]).toBe(500);
  });

  test("respond answers with another declared status, checked and filtered by its schema", async () => {
    await using door = await open(app);
    const created = await door.send("PUT", "/items/1");
    expect([created.status, created.json(), created.headers.get("location")]).toEqual([
      201,
      { id: 1, name: "pen" },
      "/items/1",
    ]);
    const queued = await door.send("PUT", "/items/2");
    expect([queued.status, queued.json()]).toEqual([202, { job: "j" }]);
    const nothing = await door.send("PUT", "/items/3");
    expect([nothing.status, nothing.text]).toEqual([204, ""]);
    expect((await door.send("PUT", "/items/6")).json()).toEqual({ id: 6, name: "pen" });
    expect((await door.send("PUT", "/items/9")).json()).toEqual({ id: 9, name: "pen" });
    expect((await door.send("POST", "/drafted")).json()).toEqual({ job: "j" });
  });

  test("what breaks a declared answer is a 500, and dependencies see it", async () => {
    await using door = await open(app);
    closed.length = 0;
    for (const path of ["/items/4", "/items/5"]) {
      const { status, text: body } = await door.send("PUT", path);
      expect([status, body]).toEqual([500, '{"detail":"Internal Server Error"}']);
    }
    expect(closed).toEqual(["rolled back", "rolled back"]);
    expect((await door.send("GET", "/untyped")).status).toBe(500);
    expect((await door.send("GET", "/bare")).status).toBe(500);
  });

  test("declarations that contradict each other do not start", async () => {
    const of = (needs: object) =>
      open(createApp({ title: "t", version: "1", routes: { it: get("/", needs, () => 1) } }));
    await expect(of({ response: Item, responses: { 200: Item } })).rejects.toThrow(/it: .*both say what 200/);
    await expect(of({ responses: { 99: Item } })).rejects.toThrow(/it: 99 is no status/);
    await expect(of({ responses: { 202: z.object({ at: z.date() }) } })).rejects.toThrow(
      /it: responses\.202/,
    );
  });
});

test("no URL and no header breaks out of its line", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (url) => {
      let location: string | undefined;
      try {
        location = redirect(url).get("location");
      } catch {
        return;
      }
      expect(location).toMatch(/^[\x21-\x7e]*$/);
    }),
  );
  expect(() => text("", { headers: { "x-a": "1\r\nx-b: 2" } })).toThrow(/x-a/);
  expect(() => text("", { headers: { "x a": "1" } })).toThrow(/no name/);
  expect(() => text("", { status: 99 })).toThrow(RangeError);
});
