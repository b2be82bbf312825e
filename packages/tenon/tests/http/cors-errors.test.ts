import { expect, test } from "vitest";
import * as z from "zod";
import {
  createApp,
  dependency,
  get,
  HttpError,
  type MiddlewareFunction,
  mount,
  onError,
  post,
  problemDetails,
  router,
  stream,
  text,
} from "../../src/index.ts";
import { compression, cors, trustedHost } from "../../src/middleware/index.ts";
import { httpBearer, insufficientScope, invalidToken } from "../../src/security/index.ts";
import { throughBothDoors } from "./doors.ts";

const origin = "https://app.example.org";

const failsIn: MiddlewareFunction = (exchange, next) => {
  if (exchange.header("x-fail") === "in") throw new Error("on the way in");
  return next(exchange);
};
const failsOut: MiddlewareFunction = async (exchange, next) => {
  const reply = await next(exchange);
  if (exchange.header("x-fail") === "out") throw new HttpError(429, "on the way out");
  return reply;
};
const commit = dependency(function* () {
  yield;
  throw new Error("the commit failed");
});
class Known extends Error {}

const routes = {
  note: post("/note", { body: z.object({ n: z.int() }), bodyLimit: 20 }, ({ body }) => body),
  number: get("/number", { query: { n: z.int() } }, ({ query }) => query.n),
  crash: get("/crash", () => {
    throw new Error("password=hunter2");
  }),
  misfit: get("/misfit", { response: z.int() }, () => "no number" as never),
  commit: get("/commit", { depends: { commit } }, () => "done"),
  token: get("/token", { depends: { token: httpBearer() } }, ({ token }) => {
    throw token === "good" ? insufficientScope("items") : invalidToken();
  }),
  known: get("/known", () => {
    throw new Known();
  }),
  stream: get("/stream", () => stream(["a"])),
  guarded: router({ prefix: "/guarded", middleware: [failsIn, failsOut] }, { it: get("/", () => "it") }),
  inner: mount(
    "/inner",
    createApp({
      title: "inner",
      version: "1",
      middleware: [trustedHost({ hosts: ["inner.test"], skip: ({ path }) => path !== "/host" })],
      routes: {
        crash: get("/crash", () => {
          throw new Error("inside");
        }),
      },
    }),
  ),
};

const app = createApp({
  title: "t",
  version: "1",
  middleware: [
    cors({ origins: [origin], credentials: true, exposeHeaders: ["X-Request-Id"] }),
    compression({ threshold: 0 }),
    failsIn,
    failsOut,
  ],
  onError: [onError(Known, () => text("known", { status: 418 }))],
  routes,
});

const json = (body: string) => ({ body, headers: { "content-type": "application/json" } });

/** Every way to an answer that is no success: what is asked, and the status. */
const refusals: readonly [
  what: string,
  method: string,
  path: string,
  request: { body?: string; headers?: Record<string, string> },
  status: number,
][] = [
  ["no such path", "GET", "/none", {}, 404],
  ["no such path with a method that has none", "OPTIONS", "/none", {}, 404],
  ["another method", "DELETE", "/number", {}, 405],
  ["a slash too many", "GET", "/number/?n=1", {}, 307],
  ["a body that is too large", "POST", "/note", json(`{"n": ${"1".repeat(50)}}`), 413],
  ["a body of another type", "POST", "/note", { body: "n", headers: { "content-type": "text/csv" } }, 415],
  ["a body that is no JSON", "POST", "/note", json("{"), 422],
  ["a fault", "GET", "/number?n=x", {}, 422],
  ["no credential", "GET", "/token", {}, 401],
  ["a bad credential", "GET", "/token", { headers: { authorization: "Bearer bad" } }, 401],
  ["a credential that is not enough", "GET", "/token", { headers: { authorization: "Bearer good" } }, 403],
  ["a defect", "GET", "/crash", {}, 500],
  ["a result that breaks its contract", "GET", "/misfit", {}, 500],
  ["a teardown that fails", "GET", "/commit", {}, 500],
  ["an error with a handler", "GET", "/known", {}, 418],
  ["a middleware that fails on the way in", "GET", "/number?n=1", { headers: { "x-fail": "in" } }, 500],
  ["a middleware that fails on the way out", "GET", "/number?n=1", { headers: { "x-fail": "out" } }, 429],
  ["one that throws a stream away", "GET", "/stream", { headers: { "x-fail": "out" } }, 429],
  ["a router's middleware that fails", "GET", "/guarded", { headers: { "x-fail": "in" } }, 500],
  ["a mounted app's defect", "GET", "/inner/crash", {}, 500],
  ["a mounted app's own 404", "GET", "/inner/none", {}, 404],
  ["a mounted app's middleware that refuses", "GET", "/inner/host", {}, 400],
];

throughBothDoors("an answer that is no success", (open) => {
  test.each(refusals)("can be read by a front end: %s", async (_what, method, path, request, status) => {
    for (const errorShape of [undefined, problemDetails()]) {
      await using door = await open(
        errorShape === undefined ? app : createApp({ ...app.options, errorShape }),
      );
      const asked = (from: Record<string, string>) =>
        door.send(method, path, { ...request, headers: { ...request.headers, ...from } });
      const answer = await asked({ origin });
      const headers = (name: string) => answer.headers.get(name);
      expect([answer.status, headers("access-control-allow-origin")]).toEqual([status, origin]);
      expect(headers("access-control-allow-credentials")).toBe("true");
      expect(headers("access-control-expose-headers")).toBe("X-Request-Id");
      expect(headers("vary")).toContain("Origin");
      if (status >= 500) expect(headers("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
      const stranger = await asked({ origin: "https://evil.test" });
      expect([stranger.status, stranger.headers.get("access-control-allow-origin")]).toEqual([status, null]);
    }
  });
});
