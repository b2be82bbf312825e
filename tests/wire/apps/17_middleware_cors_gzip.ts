import {
  type App,
  createApp,
  dependency,
  get,
  HttpError,
  json,
  type MiddlewareFunction,
  mount,
  options,
  responseHeaders,
  stream,
  text,
} from "tenon";
import { type CorsOptions, compression, cors, trustedHost } from "tenon/middleware";
import * as z from "zod";

const version = "1.0.0";

class ValueError extends Error {}

function ordered(): App {
  const trail: string[] = [];

  /** Notes its way in and out and adds a header. */
  const marked =
    (name: string): MiddlewareFunction =>
    async (exchange, next) => {
      if (exchange.path === "/read") return next(exchange);
      trail.push(`${name} in`);
      const reply = await next(exchange);
      reply.append("x-order", name);
      trail.push(`${name} out`);
      return reply;
    };

  const innermost: MiddlewareFunction = async (exchange, next) => {
    if (exchange.path === "/read") return next(exchange);
    trail.push("function in");
    if (exchange.header("x-stop") !== undefined)
      return text("stopped", { status: 503, headers: { "Retry-After": "5" } });
    const reply = await next(exchange);
    trail.push("function out");
    return reply.set("x-function", String(reply.status));
  };

  const noted = dependency(function* () {
    trail.push("dependency in");
    yield;
    trail.push("dependency out");
  });

  return createApp({
    title: "Middleware order",
    version,
    middleware: [marked("third"), marked("second"), innermost],
    routes: {
      trail: get("/trail", { depends: { noted } }, () => {
        trail.push("handler");
        return {};
      }),
      read: get("/read", () => trail.splice(0)),
      anInt: get("/int/:n", { params: { n: z.int() } }, ({ params }) => params.n),
      refused: get("/refused", () => {
        throw new HttpError(403, "no");
      }),
      crash: get("/crash", () => {
        throw new ValueError("crash");
      }),
    },
  });
}

function catching(): App {
  const refuseEarly: MiddlewareFunction = (exchange, next) => {
    if (exchange.path === "/early") throw new HttpError(401, "raised in middleware");
    return next(exchange);
  };
  const caught: MiddlewareFunction = async (exchange, next) => {
    const reply = await next(exchange);
    return reply.error instanceof ValueError ? json({ caught: reply.error.message }, { status: 502 }) : reply;
  };
  return createApp({
    title: "Middleware that catches",
    version,
    middleware: [refuseEarly, caught],
    routes: {
      crash: get("/crash", () => {
        throw new ValueError("crash");
      }),
      http: get("/http", () => {
        throw new HttpError(409, "not an exception out there");
      }),
    },
  });
}

function hosts(): App {
  return createApp({
    title: "Hosts",
    version,
    middleware: [trustedHost({ hosts: ["testserver", "*.example.org"] })],
    routes: { root: get("/", () => "trusted") },
  });
}

function site(title: string, shared: CorsOptions): App {
  const out = responseHeaders;
  return createApp({
    title,
    version,
    middleware: [cors(shared)],
    routes: {
      data: get("/data", { depends: { out } }, ({ out }) => {
        out.set("X-Total", "3");
        return { n: 3 };
      }),
      error: get("/error", () => {
        throw new HttpError(400, "bad");
      }),
      crash: get("/crash", () => {
        throw new Error("even this one can be read");
      }),
      varied: get("/varied", { depends: { out } }, ({ out }) => {
        out.set("Vary", "Accept");
        return {};
      }),
      dataOptions: options("/data", () => ({ own: "options" })),
    },
  });
}

function zipped(): App {
  const plain = "text/plain; charset=utf-8";
  return createApp({
    title: "GZip",
    version,
    middleware: [compression({ encodings: ["gzip"], threshold: 100, level: 5 })],
    routes: {
      text: get(
        "/text",
        { query: { n: z.int(), type: z.string().default("text/plain") } },
        ({ query: { n, type } }) => text("a".repeat(n), { type }),
      ),
      bigJson: get("/json", () => ({ items: Array<string>(50).fill("item") })),
      stream: get("/stream", () =>
        stream(
          [..."abc"].map((c) => c.repeat(10)),
          { type: "text/plain" },
        ),
      ),
      encoded: get("/encoded", () => text("b".repeat(200), { headers: { "Content-Encoding": "identity" } })),
      varied: get("/varied", () => text("c".repeat(200), { headers: { Vary: "Origin" } })),
      partial: get(
        "/partial",
        () => new Response("d".repeat(200), { status: 206, headers: { "content-type": plain } }),
      ),
      error: get("/error", () => {
        throw new HttpError(400, "e".repeat(200));
      }),
    },
  });
}

export default (): App =>
  createApp({
    title: "Middleware, CORS and GZip",
    version,
    routes: {
      order: mount("/order", ordered()),
      catch: mount("/catch", catching()),
      hosts: mount("/hosts", hosts()),
      corsList: mount(
        "/cors-list",
        site("CORS with a list", {
          origins: ["https://app.example.org", "http://localhost:3000"],
          originPattern: /https:\/\/.*\.preview\.example\.org/,
          methods: ["GET", "POST"],
          headers: ["X-Token"],
          exposeHeaders: ["X-Total", "X-Page"],
          credentials: true,
          maxAge: 60,
        }),
      ),
      corsAny: mount("/cors-any", site("CORS for anyone", { origins: "*", methods: "*", headers: "*" })),
      corsAnyCredentials: mount(
        "/cors-any-credentials",
        site("CORS for anyone with credentials", { origins: () => true, credentials: true }),
      ),
      gzip: mount("/gzip", zipped()),
    },
  });
