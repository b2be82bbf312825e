/** What each source of a request takes beside plain values: other names on the wire, whole objects, codecs in both directions. */
import { expect, test } from "vitest";
import * as z from "zod";
import { createApp, get, isoDate, isoDateTime, post } from "../../src/index.ts";
import { throughBothDoors } from "./doors.ts";

const named = (name: string) => z.int().meta({ alias: name });
const Span = z.object({ from: isoDateTime(), days: z.array(isoDate()).default([]) });

const app = createApp({
  title: "t",
  version: "1",
  routes: {
    aliases: get(
      "/aliases",
      {
        query: { item: named("item-query") },
        headers: { level: named("x-the-level") },
        cookies: { seen: named("seen-at") },
      },
      ({ query, headers, cookies }) => ({ ...query, ...headers, ...cookies }),
    ),
    aliasedForm: post("/aliased-form", { form: { item: named("item-field") } }, ({ form }) => form),
    whole: get(
      "/orgs/:org/users/:id",
      {
        params: z.object({ org: z.string(), id: z.int() }),
        headers: z.object({ xLevel: z.int().default(1) }),
        cookies: z.strictObject({ theme: z.enum(["dark", "light"]).optional() }),
      },
      ({ params, headers, cookies }) => ({ ...params, ...headers, ...cookies }),
    ),
    strictForm: post(
      "/strict-form",
      { form: z.strictObject({ n: z.int(), note: z.string().nullable().default(null) }) },
      ({ form }) => form,
    ),
    next: get(
      "/days/:day",
      {
        params: { day: isoDate() },
        query: { at: isoDateTime() },
        headers: { xSince: isoDateTime().optional() },
        response: Span,
      },
      ({ params, query, headers }) => ({ from: headers.xSince ?? query.at, days: [params.day] }),
    ),
    span: post("/span", { body: Span, response: Span }, ({ body }) => ({
      from: new Date(body.from.getTime() + 1_000),
      days: body.days,
    })),
  },
});

type Faults = { detail: { type: string; loc: (string | number)[] }[] };

throughBothDoors("sources", (open) => {
  test("an alias is the name on the wire, in values and in faults", async () => {
    await using door = await open(app);
    const headers = { "x-the-level": "2", cookie: "seen-at=3" };
    expect((await door.send("GET", "/aliases?item-query=1", { headers })).json()).toEqual({
      item: 1,
      level: 2,
      seen: 3,
    });
    const bad = await door.send("GET", "/aliases?item=1", {
      headers: { "x-the-level": "x", cookie: "seen=3" },
    });
    expect(bad.json<Faults>().detail.map(({ type, loc }) => [type, ...loc])).toEqual([
      ["missing", "query", "item-query"],
      ["int_parsing", "header", "x-the-level"],
      ["missing", "cookie", "seen-at"],
    ]);
    expect((await door.send("POST", "/aliased-form", { form: { "item-field": "4" } })).json()).toEqual({
      item: 4,
    });
  });

  test("a whole object stands for a source, and refuses unknown names where it is strict", async () => {
    await using door = await open(app);
    const path = "/orgs/acme/users/7";
    expect((await door.send("GET", path, { headers: { cookie: "theme=dark" } })).json()).toEqual({
      org: "acme",
      id: 7,
      xLevel: 1,
      theme: "dark",
    });
    const bad = await door.send("GET", "/orgs/acme/users/x", {
      headers: { "x-level": "y", cookie: "theme=red; other=1" },
    });
    expect(bad.json<Faults>().detail.map(({ type, loc }) => [type, ...loc])).toEqual([
      ["int_parsing", "path", "id"],
      ["int_parsing", "header", "x-level"],
      ["enum", "cookie", "theme"],
      ["extra_forbidden", "cookie", "other"],
    ]);
    expect((await door.send("POST", "/strict-form", { form: { n: "1" } })).json()).toEqual({
      n: 1,
      note: null,
    });
    const form = await door.send("POST", "/strict-form", { form: { n: "1", admin: "true" } });
    expect(form.json<Faults>().detail.map(({ type, loc }) => [type, ...loc])).toEqual([
      ["extra_forbidden", "body", "admin"],
    ]);
  });

  test("a codec is a Date in the handler and a text on the wire, both ways and in every source", async () => {
    await using door = await open(app);
    expect((await door.send("GET", "/days/2026-02-28?at=2026-01-01T00:00:00%2B02:00")).json()).toEqual({
      from: "2025-12-31T22:00:00.000Z",
      days: ["2026-02-28"],
    });
    const since = { "x-since": "2026-03-01T10:00:00Z" };
    expect(
      (await door.send("GET", "/days/2026-02-28?at=2026-01-01T00:00:00Z", { headers: since })).json(),
    ).toMatchObject({
      from: "2026-03-01T10:00:00.000Z",
    });
    const bad = await door.send("GET", "/days/2026-02-30?at=soon");
    expect(bad.json<Faults>().detail.map(({ type, loc }) => [type, ...loc])).toEqual([
      ["date_from_datetime_parsing", "path", "day"],
      ["datetime_from_date_parsing", "query", "at"],
    ]);
    const json = { from: "2026-01-01T00:00:00Z", days: ["2026-01-02"] };
    expect((await door.send("POST", "/span", { json })).json()).toEqual({
      from: "2026-01-01T00:00:01.000Z",
      days: ["2026-01-02"],
    });
  });
});
