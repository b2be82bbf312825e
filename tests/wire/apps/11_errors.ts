import {
  type App,
  createApp,
  get,
  HttpError,
  json,
  mount,
  onError,
  post,
  RequestValidationError,
  stream,
  text,
} from "tenon";
import * as z from "zod";

class Broken extends Error {
  readonly of: string;
  constructor(of: string) {
    super(`${of} is broken`);
    this.of = of;
  }
}
class VeryBroken extends Broken {}
class ZeroDivisionError extends Error {}
class Silent extends Error {}
class Clumsy extends Error {}

const Item = z.object({ title: z.string(), size: z.int() }).meta({ id: "Item" });
const code = { params: { code: z.int() } };

const details: Readonly<Record<string, unknown>> = {
  string: "plain words",
  dict: { code: "E1", fields: ["a", "b"] },
  list: [1, "two", null],
  number: 7,
  null: null,
  false: false,
  empty: "",
};

const plain = createApp({
  title: "Errors with a 500 handler",
  version: "1.0.0",
  onError: [
    onError(Error, (error) =>
      json({ caught: error.constructor.name }, { status: 500, headers: { "X-Caught": "1" } }),
    ),
  ],
  routes: {
    zero: get("/zero", () => divide(1, 0)),
    http: get("/http", () => {
      throw new HttpError(403, "still the usual one");
    }),
    int: get("/int/:n", { params: { n: z.int() } }, ({ params }) => params.n),
  },
});

const numbered = createApp({
  title: "Errors in debug",
  version: "1.0.0",
  onError: [onError(500, () => text("by number", { status: 500 }))],
  routes: {
    zero: get("/zero", () => divide(1, 0)),
    raised500: get("/raised-500", () => {
      throw new HttpError(500, "raised on purpose");
    }),
  },
});

function divide(one: number, other: number): number {
  if (other === 0) throw new ZeroDivisionError("division by zero");
  return one / other;
}

const routes = {
  detail: get("/detail/:kind", { params: { kind: z.string() } }, ({ params }) => {
    throw new HttpError(400, details[params.kind]);
  }),
  noDetail: get("/no-detail/:code", code, ({ params }) => {
    throw new HttpError(params.code);
  }),
  withHeaders: get("/headers", () => {
    throw new HttpError(429, "slow down", { headers: { "Retry-After": "30", "X-Limit": "5" } });
  }),
  unauthorised: get("/unauthorised", () => {
    throw new HttpError(401, "who?", { headers: { "WWW-Authenticate": 'Bearer realm="wire"' } });
  }),
  starlette: get("/starlette/:code", code, ({ params }) => {
    throw new HttpError(params.code, "from starlette");
  }),
  bodiless: get("/bodiless/:code", code, ({ params }) => {
    throw new HttpError(params.code, "never seen", { headers: { "X-Why": "bodiless" } });
  }),
  returned: get("/returned", () => new HttpError(400, "returned, not raised")),
  broken: get("/broken/:name", { params: { name: z.string() } }, ({ params }) => {
    throw new Broken(params.name);
  }),
  veryBroken: get("/very-broken", async () => {
    throw new VeryBroken("deep");
  }),
  silent: get("/silent", () => {
    throw new Silent("no handler");
  }),
  clumsy: get("/clumsy", () => {
    throw new Clumsy();
  }),
  zero: get("/zero", async () => divide(1, 0)),
  items: post("/items", { body: Item }, ({ body }) => {
    if (body.size === 0) {
      const fault = { type: "custom", loc: ["body", "size"], msg: "zero" };
      throw new RequestValidationError([fault], { body: { own: true } });
    }
    return body;
  }),
  item: get(
    "/items/:item_id",
    { params: { item_id: z.int() }, query: { q: z.int().default(0) } },
    ({ params }) => {
      if (params.item_id === 404) throw new HttpError(404, "no such item");
      return params;
    },
  ),
  late: get("/late", () => {
    async function* parts() {
      yield "started ";
      throw new Broken("too late");
    }
    return stream(parts(), { type: "text/plain" });
  }),
  plain: mount("/plain", plain),
  numbered: mount("/numbered", numbered),
};

export default (): App =>
  createApp({
    title: "Errors",
    version: "1.0.0",
    onError: [
      onError(Broken, (error, { path }) =>
        json({ oops: error.of, path }, { status: 418, headers: { "X-Broken": error.constructor.name } }),
      ),
      onError(Clumsy, () => {
        throw new Error("the handler failed too");
      }),
      onError(RequestValidationError, ({ faults, body }) => {
        const problems = faults.map(({ loc, type }) => ({ where: loc.join("."), what: type }));
        return json({ problems, body }, { status: 400 });
      }),
      onError(404, (error, { path }) => json({ missing: path, detail: error.detail }, { status: 404 })),
      onError(HttpError, (error) =>
        error.status === 409 ? text(`conflict: ${error.detail}`, { status: 409 }) : error,
      ),
    ],
    routes,
  });
