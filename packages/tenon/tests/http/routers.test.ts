import { expect, test } from "vitest";
import {
  createApp,
  dependency,
  get,
  HttpError,
  type Middleware,
  onError,
  post,
  put,
  router,
  text,
} from "../../src/index.ts";
import { cors } from "../../src/middleware/index.ts";
import { throughBothDoors } from "./doors.ts";

class Refused extends Error {}
class Worse extends Refused {}

/** An app that notes what it comes by: app, outer router, inner router, operation. */
function noted() {
  const trail: string[] = [];
  const around = (name: string): Middleware => ({
    name,
    request: (exchange) => {
      trail.push(`${name} in`);
      if (exchange.header("x-stop") === name) return text(`stopped by ${name}`, { status: 503 });
      if (exchange.header("x-throw") === name) throw new Refused(name);
      return undefined;
    },
    response: (_exchange, reply) => {
      trail.push(`${name} out ${reply.status}`);
      return undefined;
    },
  });
  const wrapping =
    (name: string): Middleware =>
    async (exchange, next) => {
      trail.push(`${name} in`);
      const reply = await next(exchange);
      trail.push(`${name} out ${reply.status}`);
      return reply;
    };
  const needs = (name: string) => dependency({ name }, () => void trail.push(name));
  const answers = (name: string) =>
    onError(Refused, (error) => text(`${name}: ${error.message}`, { status: 409 }));
  const fails = (error: Error) => () => {
    throw error;
  };
  const app = createApp({
    title: "t",
    version: "1",
    middleware: [around("app")],
    depends: { ofApp: needs("app needs") },
    onError: [answers("app")],
    routes: {
      bare: get("/bare", fails(new Refused("bare"))),
      outer: router(
        {
          prefix: "/outer",
          middleware: [around("outer"), wrapping("outer function")],
          depends: { ofOuter: needs("outer needs") },
          onError: [answers("outer")],
        },
        {
          plain: get("/plain", fails(new Refused("plain"))),
          inner: router(
            {
              prefix: "/inner",
              middleware: [around("inner")],
              depends: { ofInner: needs("inner needs") },
              onError: [onError(Worse, () => new HttpError(410, "worse"))],
            },
            {
              it: get(
                "/it",
                {
                  middleware: [around("operation")],
                  depends: { own: needs("own needs") },
                  onError: [
                    onError(HttpError, (error) => text(`own: ${error.message}`, { status: error.status })),
                  ],
                },
                () => {
                  trail.push("handler");
                  return "it";
                },
              ),
              refused: get("/refused", fails(new Refused("refused"))),
              worse: get("/worse", fails(new Worse("worse"))),
              teapot: get(
                "/teapot",
                { onError: [onError(HttpError, (error) => text(`own: ${error.message}`, { status: 418 }))] },
                fails(new HttpError(404, "nothing")),
              ),
              rethrown: post(
                "/rethrown",
                { onError: [onError(Refused, fails(new HttpError(502, "in the handler")))] },
                fails(new Refused("x")),
              ),
            },
          ),
        },
      ),
    },
  });
  return { app, trail };
}

throughBothDoors("what routers and operations have around them", (open) => {
  test("middleware and dependencies go from the outermost in, and out again", async () => {
    const { app, trail } = noted();
    await using door = await open(app);
    expect((await door.send("GET", "/outer/inner/it")).json()).toBe("it");
    expect(trail).toEqual([
      "app in",
      "outer in",
      "outer function in",
      "inner in",
      "operation in",
      "app needs",
      "outer needs",
      "inner needs",
      "own needs",
      "handler",
      "operation out 200",
      "inner out 200",
      "outer function out 200",
      "outer out 200",
      "app out 200",
    ]);
  });

  test("middleware of a router is for its members only, and not for what none of them answers", async () => {
    const { app, trail } = noted();
    await using door = await open(app);
    for (const path of ["/bare", "/outer/none", "/outer"]) {
      trail.length = 0;
      const { status } = await door.send("GET", path);
      expect([path, trail.filter((line) => !line.endsWith("needs"))]).toEqual([
        path,
        ["app in", `app out ${status}`],
      ]);
    }
  });

  test("one that answers itself keeps the rest from running; those further out see its answer", async () => {
    const { app, trail } = noted();
    await using door = await open(app);
    const answer = await door.send("GET", "/outer/inner/it", { headers: { "x-stop": "inner" } });
    expect([answer.status, answer.text]).toEqual([503, "stopped by inner"]);
    expect(trail).toEqual([
      "app in",
      "outer in",
      "outer function in",
      "inner in",
      "outer function out 503",
      "outer out 503",
      "app out 503",
    ]);
  });

  test("an error of a router's middleware is answered by its handlers, and seen further out", async () => {
    const { app, trail } = noted();
    await using door = await open(app);
    const answer = await door.send("GET", "/outer/inner/it", { headers: { "x-throw": "inner" } });
    expect([answer.status, answer.text]).toEqual([409, "outer: inner"]);
    expect(trail.slice(-3)).toEqual(["outer function out 409", "outer out 409", "app out 409"]);
  });

  test.each([
    ["/bare", "GET", 409, "app: bare"],
    ["/outer/plain", "GET", 409, "outer: plain"],
    ["/outer/inner/refused", "GET", 409, "outer: refused"],
    // The inner router knows this class, though it answers no other.
    ["/outer/inner/worse", "GET", 410, '{"detail":"worse"}'],
    ["/outer/inner/teapot", "GET", 418, "own: nothing"],
    // What a handler throws is not handled again.
    ["/outer/inner/rethrown", "POST", 502, '{"detail":"in the handler"}'],
  ])("the innermost handler that knows an error answers it: %s", async (path, method, status, body) => {
    const { app } = noted();
    await using door = await open(app);
    const answer = await door.send(method, path);
    expect([answer.status, answer.text]).toEqual([status, body]);
  });

  test("a preflight goes through the middleware of the operation that it asks about", async () => {
    const shared = (origin: string) => [cors({ origins: [origin], methods: ["GET", "PUT"] })];
    const app = createApp({
      title: "t",
      version: "1",
      routes: {
        shared: router(
          { middleware: shared("https://a.test") },
          {
            read: get("/things/:id", () => 1),
            write: put("/things/:id", { middleware: shared("https://b.test") }, () => 1),
          },
        ),
        alone: get("/alone", () => 1),
      },
    });
    await using door = await open(app);
    const preflight = async (path: string, origin: string, method: string) => {
      const headers = { origin, "access-control-request-method": method };
      const answer = await door.send("OPTIONS", path, { headers });
      return [answer.status, answer.headers.get("access-control-allow-origin"), answer.headers.get("allow")];
    };
    expect(await preflight("/things/1", "https://a.test", "GET")).toEqual([200, "https://a.test", null]);
    expect(await preflight("/things/1", "https://b.test", "GET")).toEqual([400, null, null]);
    expect(await preflight("/things/1", "https://a.test", "PUT")).toEqual([200, "https://a.test", null]);
    expect(await preflight("/things/1", "https://a.test", "DELETE")).toEqual([
      204,
      null,
      "GET, HEAD, OPTIONS, PUT",
    ]);
    expect(await preflight("/alone", "https://a.test", "GET")).toEqual([204, null, "GET, HEAD, OPTIONS"]);
    const plain = await door.send("OPTIONS", "/things/1", { headers: { origin: "https://a.test" } });
    expect([plain.status, plain.headers.get("access-control-allow-origin")]).toEqual([204, null]);
  });
});
