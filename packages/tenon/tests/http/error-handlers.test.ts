import { expect, test } from "vitest";
import * as z from "zod";
import {
  createApp,
  defineError,
  get,
  HttpError,
  json,
  onError,
  post,
  RequestValidationError,
  type Routes,
  router,
  text,
} from "../../src/index.ts";
import { type Open, throughBothDoors } from "./doors.ts";

const Item = z.object({ title: z.string(), size: z.int() });
const Taken = defineError(409, "taken");
const raise = (error: () => unknown) => () => {
  throw error();
};

const routes = {
  missing: get(
    "/missing",
    raise(() => new HttpError(404, "no such thing")),
  ),
  conflict: get(
    "/conflict",
    raise(() => new HttpError(409)),
  ),
  taken: get(
    "/taken",
    raise(() => new Taken()),
  ),
  forbidden: get(
    "/forbidden",
    raise(() => new HttpError(403, "no")),
  ),
  deliberate: get(
    "/deliberate",
    raise(() => new HttpError(500, "on purpose")),
  ),
  defect: get(
    "/defect",
    raise(() => new TypeError("oops")),
  ),
  items: post("/items", { body: Item }, ({ body }) => body),
  form: post("/form", { form: { n: z.int() } }, ({ form }) => form),
  one: get("/items/:id", { params: { id: z.int() } }, ({ params }) => params),
  byHand: get("/by-hand", () => {
    throw new RequestValidationError([{ type: "custom", loc: ["body", "size"], msg: "zero" }], {
      body: { own: true },
    });
  }),
  returned: get(
    "/returned",
    () => new HttpError(400, "returned", { headers: { "x-a": "1" }, cause: "secret" }),
  ),
  unregistered: get(
    "/unregistered",
    raise(() => new HttpError(599)),
  ),
  nothing: get(
    "/nothing",
    raise(() => new HttpError(304, "never seen", { headers: { "X-Why": "bodiless" } })),
  ),
};

async function answers(
  open: Open,
  handlers: Parameters<typeof createApp>[0]["onError"],
  own: Routes = routes,
) {
  const door = await open(
    createApp({ title: "t", version: "1", ...(handlers && { onError: handlers }), routes: own }),
  );
  return {
    async seen(path: string, method = "GET", request: Parameters<typeof door.send>[2] = {}) {
      const { status, text: body } = await door.send(method, path, request);
      return [status, body.startsWith("{") ? JSON.parse(body) : body];
    },
    [Symbol.asyncDispose]: () => door[Symbol.asyncDispose](),
  };
}

throughBothDoors("error handlers", (open) => {
  test("a status goes before a class, and is asked for paths that are nobody's too", async () => {
    await using app = await answers(open, [
      onError(HttpError, ({ status, detail }) => json({ status, detail }, { status })),
      onError(404, (error, exchange) =>
        json({ missing: exchange.path, detail: error.detail }, { status: 404 }),
      ),
    ]);
    expect(await app.seen("/missing")).toEqual([404, { missing: "/missing", detail: "no such thing" }]);
    expect(await app.seen("/nowhere")).toEqual([404, { missing: "/nowhere", detail: "Not Found" }]);
    expect(await app.seen("/conflict")).toEqual([409, { status: 409, detail: "Conflict" }]);
    expect(await app.seen("/taken")).toEqual([409, { status: 409, detail: "Taken" }]);
  });

  test("one that gives the error back leaves it as it is, headers included", async () => {
    await using door = await open(
      createApp({
        title: "t",
        version: "1",
        onError: [
          onError(HttpError, (error) => (error.status === 409 ? text("conflict", { status: 409 }) : error)),
        ],
        routes,
      }),
    );
    const refused = await door.send("POST", "/missing");
    expect([refused.status, refused.headers.get("allow"), refused.json()]).toEqual([
      405,
      "GET, HEAD, OPTIONS",
      { detail: "Method Not Allowed" },
    ]);
    expect((await door.send("GET", "/taken")).text).toBe("conflict");
  });

  test.each([
    ["Error", onError(Error, (error) => json({ caught: error.name }, { status: 500 }))],
    ["500", onError(500, (error) => json({ caught: (error as Error).name }, { status: 500 }))],
  ])("%s is what nobody expected, and nothing else", async (_name, handler) => {
    await using app = await answers(open, [handler]);
    expect(await app.seen("/defect")).toEqual([500, { caught: "TypeError" }]);
    expect(await app.seen("/deliberate")).toEqual([500, { detail: "on purpose" }]);
    expect(await app.seen("/forbidden")).toEqual([403, { detail: "no" }]);
    expect((await app.seen("/items/x"))[0]).toBe(422);
    expect(await app.seen("/nowhere")).toEqual([404, { detail: "Not Found" }]);
  });

  test("validation errors come neither to HttpError nor to 422", async () => {
    await using app = await answers(open, [
      onError(HttpError, () => text("http", { status: 400 })),
      onError(422, () => text("status", { status: 400 })),
    ]);
    expect(await app.seen("/items/x")).toMatchObject([422, { detail: [{ loc: ["path", "id"] }] }]);
    expect(await app.seen("/missing")).toEqual([400, "http"]);
  });

  test("the innermost level that knows an error answers it", async () => {
    const inner = router({ onError: [onError(Error, () => text("inner", { status: 500 }))] }, routes);
    await using app = await answers(open, [onError(404, () => text("outer", { status: 404 }))], { inner });
    expect(await app.seen("/defect")).toEqual([500, "inner"]);
    expect(await app.seen("/missing")).toEqual([404, "outer"]);
  });

  test("a validation error knows its faults and the body as it was read", async () => {
    await using app = await answers(open, [
      onError(RequestValidationError, ({ faults, body }) =>
        json({ problems: faults.map(({ loc, type }) => `${loc.join(".")}: ${type}`), body }, { status: 400 }),
      ),
    ]);
    const item = { title: "t", size: "big" };
    const typed = { headers: { "content-type": "application/json" } };
    expect(await app.seen("/items", "POST", { json: item })).toEqual([
      400,
      { problems: ["body.size: int_parsing"], body: item },
    ]);
    expect(await app.seen("/items", "POST")).toEqual([400, { problems: ["body: missing"], body: null }]);
    expect(await app.seen("/items", "POST", { ...typed, body: '{"title": ' })).toEqual([
      400,
      { problems: ["body.10: json_invalid"], body: '{"title": ' },
    ]);
    expect(await app.seen("/items/x")).toEqual([400, { problems: ["path.id: int_parsing"], body: null }]);
    expect(await app.seen("/form", "POST", { form: { n: "x" } })).toEqual([
      400,
      { problems: ["body.n: int_parsing"], body: { n: "x" } },
    ]);
    expect(await app.seen("/by-hand")).toEqual([
      400,
      { problems: ["body.size: custom"], body: { own: true } },
    ]);
  });

  test("an error that is returned is a value like any other, without what led to it", async () => {
    await using app = await answers(open, undefined);
    expect(await app.seen("/returned")).toEqual([
      200,
      { status_code: 400, detail: "returned", headers: { "x-a": "1" } },
    ]);
  });

  test("a status that nobody registered has no words, one without a body has only headers", async () => {
    await using door = await open(createApp({ title: "t", version: "1", routes }));
    expect((await door.send("GET", "/unregistered")).json()).toEqual({ detail: "" });
    const { status, text: body, headers } = await door.send("GET", "/nothing");
    expect([status, body, headers.get("x-why"), headers.get("content-type")]).toEqual([
      304,
      "",
      "bodiless",
      null,
    ]);
  });

  test("only what nobody expected carries a request id", async () => {
    await using door = await open(createApp({ title: "t", version: "1", routes }));
    const id = async (path: string) => (await door.send("GET", path)).headers.get("x-request-id");
    expect(await id("/defect")).toMatch(/^[0-9a-f-]{36}$/);
    expect([await id("/deliberate"), await id("/missing")]).toEqual([null, null]);
  });

  test("a status that is none is refused where it is written", () => {
    expect(() => onError(99, () => text(""))).toThrow("no error has this status");
  });
});
