/** Names that every object has: as keys of all inputs, as routes, in answers. Data like any other, or nothing. */
import { expect, test } from "vitest";
import * as z from "zod";
import { createApp, get, post, router, silentLogger } from "../../src/index.ts";
import { attacked, send, sendJson, unharmed } from "./attacked.ts";

const names = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "valueOf",
  "__defineGetter__",
];
const record = z.record(z.string(), z.unknown());
const wanted = { admin: z.boolean().default(false), toString: z.string().optional() };
const routes = {
  json: post("/json", { body: z.object({ admin: z.boolean().default(false) }) }, ({ body }) => ({
    admin: body.admin,
  })),
  loose: post("/loose", { body: z.looseObject({}), response: record }, ({ body }) => {
    expect(Object.getPrototypeOf(body)).toBe(Object.prototype);
    return body;
  }),
  record: post("/record", { body: record, response: record }, ({ body }) => body),
  query: get("/query", { query: wanted }, ({ query }) => query),
  form: post("/form", { form: wanted }, ({ form }) => form),
  headers: get("/headers", { headers: { admin: z.boolean().default(false) } }, ({ headers }) => headers),
  cookies: get("/cookies", { cookies: wanted }, ({ cookies }) => cookies),
  one: get("/items/:id", { params: { id: z.string() } }, ({ params }) => params.id),
};

const polluting =
  '{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}},"a":{"__proto__":{"admin":true}}}';
const text = "application/x-www-form-urlencoded";

test("no prototype is touched, and nothing is inherited, whatever the names are", async () => {
  await using it = await attacked(routes);
  const before = JSON.stringify(Object.getOwnPropertyNames(Object.prototype));
  const query = names.map((name) => `${name}=x&${name}[admin]=true&${name}.admin=true`).join("&");
  const posted = [
    "POST /form HTTP/1.1",
    "Host: a",
    `Content-Type: ${text}`,
    `Content-Length: ${query.length}`,
  ];
  const answers = [
    await sendJson(it, "/json", polluting),
    await send(it, [`GET /query?${query} HTTP/1.1`, "Host: a"]),
    await send(it, posted, query),
    await send(it, ["GET /headers HTTP/1.1", "Host: a", ...names.map((name) => `${name}: admin`)]),
    await send(it, [
      "GET /cookies HTTP/1.1",
      "Host: a",
      `Cookie: ${names.map((name) => `${name}=x`).join("; ")}`,
    ]),
  ];
  for (const answer of answers) expect(JSON.parse(answer.body)).toMatchObject({ admin: false });
  // The one that was asked for by name is there, and only where it was sent.
  expect(JSON.parse(answers[4]?.body ?? "").toString).toBe("x");
  expect(JSON.parse((await send(it, ["GET /query HTTP/1.1", "Host: a"])).body)).toEqual({ admin: false });
  expect(JSON.stringify(Object.getOwnPropertyNames(Object.prototype))).toBe(before);
  expect(({} as { admin?: unknown }).admin).toBeUndefined();
  expect(await unharmed(it)).toBe(true);
});

test("as keys of a record or of an open object they are data", async () => {
  await using it = await attacked(routes);
  for (const path of ["/loose", "/record"]) {
    const answer = await sendJson(it, path, polluting);
    expect(answer.status).toBe(200);
    const echoed = JSON.parse(answer.body);
    expect(echoed.constructor).toEqual({ prototype: { admin: true } });
    expect(echoed.admin).toBeUndefined();
  }
});

test.each(names)("%s as a parameter, and as a path that nobody has", async (name) => {
  await using it = await attacked(routes);
  expect((await send(it, [`GET /items/${name} HTTP/1.1`, "Host: a"])).body).toBe(JSON.stringify(name));
  for (const path of [`/${name}`, `/json/${name}`])
    expect((await send(it, [`GET ${path} HTTP/1.1`, "Host: a"])).status).toBe(404);
  expect(
    (await send(it, [`${name.toUpperCase().replaceAll("_", "-")} /json HTTP/1.1`, "Host: a"])).status,
  ).toBe(400);
});

test("as keys of routes they are names like any other, or the app does not start", async () => {
  for (const name of names) {
    const own = Object.fromEntries([[name, get("/named", () => "mine")]]);
    const app = createApp({ title: "t", version: "1", logger: silentLogger, routes: { r: router({}, own) } });
    const answer = await app.fetch(new Request("http://a/named")).catch((error: Error) => error);
    if (answer instanceof Error) expect(answer.message).toContain(name);
    else expect(await answer.text()).toBe('"mine"');
  }
});
