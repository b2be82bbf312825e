import { describe, expect, test } from "vitest";
import { compose } from "../http/compose.ts";
import { HttpError } from "../http/errors.ts";
import { FakeExchange } from "../http/exchange.fixture.ts";
import { Reply } from "../http/reply.ts";
import { type CorsOptions, cors } from "./cors.ts";
import { compileOrigins, type OriginTest } from "./cors-origins.ts";

const ORIGIN = "https://app.example.org";
const VARY =
  "Origin, Access-Control-Request-Method, Access-Control-Request-Headers, Access-Control-Request-Private-Network";
const listed: CorsOptions = {
  origins: [ORIGIN, "http://localhost:3000"],
  originPattern: /https:\/\/.*\.preview\.example\.org/,
  methods: ["GET", "POST"],
  headers: ["X-Token"],
  exposeHeaders: ["X-Total", "X-Page"],
  credentials: true,
  maxAge: 60,
};

interface Answer {
  status: number;
  body: unknown;
  headers: Record<string, string>;
}

function ask(
  options: CorsOptions,
  headers: Record<string, string>,
  method = "GET",
  inner = new Reply(200, [], "own"),
): Answer {
  const handle = compose(
    [cors(options)],
    () => inner,
    () => new Reply(500),
  );
  const reply = handle(new FakeExchange({ method, headers })) as Reply;
  const entries: [string, string][] = [];
  for (let i = 0; i < reply.headers.length; i += 2) entries.push([reply.headers[i]!, reply.headers[i + 1]!]);
  expect(new Set(entries.map(([name]) => name)).size).toBe(entries.length);
  return { status: reply.status, body: reply.body, headers: Object.fromEntries(entries) };
}

const preflight = (options: CorsOptions, origin: string, method: string, asked?: string, more = {}) =>
  ask(
    options,
    {
      origin,
      "access-control-request-method": method,
      ...(asked !== undefined && { "access-control-request-headers": asked }),
      ...more,
    },
    "OPTIONS",
  );

describe("answers of the operation (wire 17)", () => {
  const shared = {
    "access-control-allow-credentials": "true",
    "access-control-expose-headers": "X-Total, X-Page",
    vary: "Origin",
  };
  const cases: [string, Record<string, string>, Record<string, string>][] = [
    ["no origin", {}, { vary: "Origin" }],
    ["a listed origin", { origin: ORIGIN }, { "access-control-allow-origin": ORIGIN, ...shared }],
    ["another origin", { origin: "https://evil.test" }, shared],
    [
      "an origin that fits the pattern",
      { origin: "https://pr-7.preview.example.org" },
      { "access-control-allow-origin": "https://pr-7.preview.example.org", ...shared },
    ],
    ["one that fits it in part", { origin: "https://pr-7.preview.example.org.evil.test" }, shared],
    ["the origin null", { origin: "null" }, shared],
    ["two origins", { origin: `${ORIGIN}, https://evil.test` }, shared],
  ];
  test.each(cases)("%s", (_name, headers, expected) => {
    expect(ask(listed, headers)).toEqual({ status: 200, body: "own", headers: expected });
  });

  test("Vary is extended", () => {
    const inner = () => new Reply(200, ["vary", "Accept"]);
    expect(ask(listed, { origin: ORIGIN }, "GET", inner()).headers.vary).toBe("Accept, Origin");
    expect(ask(listed, {}, "GET", inner()).headers.vary).toBe("Accept, Origin");
  });

  test("any origin", () => {
    expect(ask({ origins: "*" }, { origin: "https://evil.test" }).headers).toEqual({
      "access-control-allow-origin": "*",
      vary: "Origin",
    });
    expect(ask({ origins: ["*"] }, {}).headers).toEqual({ vary: "Origin" });
    expect(ask({ origins: "*", exposeHeaders: "*" }, { origin: "null" }).headers).toMatchObject({
      "access-control-allow-origin": "*",
      "access-control-expose-headers": "*",
    });
  });

  test("what the operation says about its origin is replaced", () => {
    const inner = new Reply(200, ["access-control-allow-origin", "*"]);
    expect(ask(listed, { origin: ORIGIN }, "GET", inner).headers["access-control-allow-origin"]).toBe(ORIGIN);
  });

  test("errors carry the headers too", () => {
    const fail = () => {
      throw new HttpError(500);
    };
    const reply = compose(
      [cors(listed)],
      fail,
      () => new Reply(500),
    )(new FakeExchange({ headers: { origin: ORIGIN } })) as Reply;
    expect(reply.get("access-control-allow-origin")).toBe(ORIGIN);
  });

  test("OPTIONS that is no preflight goes on", () => {
    expect(ask(listed, { origin: ORIGIN }, "OPTIONS").body).toBe("own");
    expect(ask(listed, { "access-control-request-method": "GET" }, "OPTIONS").body).toBe("own");
  });
});

describe("preflights (wire 17)", () => {
  const block = {
    "access-control-allow-credentials": "true",
    "access-control-allow-headers": "Accept, Accept-Language, Content-Language, Content-Type, X-Token",
    "access-control-allow-methods": "GET, POST",
    "access-control-max-age": "60",
    "content-type": "text/plain; charset=utf-8",
    vary: VARY,
  };
  const known = { ...block, "access-control-allow-origin": ORIGIN };

  test("allowed", () => {
    const ok = { status: 200, body: "OK", headers: known };
    expect(preflight(listed, ORIGIN, "POST")).toEqual(ok);
    expect(preflight(listed, ORIGIN, "POST", "x-token, content-type")).toEqual(ok);
    expect(preflight(listed, ORIGIN, "POST", "")).toEqual(ok);
  });

  test("refused", () => {
    const no = (what: string, headers: object) => ({ status: 400, body: `Disallowed CORS ${what}`, headers });
    expect(preflight(listed, ORIGIN, "POST", "X-Token, X-Other")).toEqual(no("headers", known));
    expect(preflight(listed, ORIGIN, "DELETE")).toEqual(no("method", known));
    expect(preflight(listed, ORIGIN, "post")).toEqual(no("method", known));
    expect(preflight(listed, "https://evil.test", "GET")).toEqual(no("origin", block));
    expect(preflight(listed, "https://evil.test", "PUT", "X-Other")).toEqual(
      no("origin, method, headers", block),
    );
    const local = { "access-control-request-private-network": "true" };
    expect(preflight(listed, ORIGIN, "GET", undefined, local)).toEqual(no("private-network", known));
    expect(preflight({ ...listed, privateNetwork: true }, ORIGIN, "GET", undefined, local)).toEqual({
      status: 200,
      body: "OK",
      headers: { ...known, "access-control-allow-private-network": "true" },
    });
  });

  test("anybody, anything", () => {
    const any: CorsOptions = { origins: "*", methods: "*", headers: "*" };
    const headers = {
      "access-control-allow-methods": "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT, QUERY",
      "access-control-allow-origin": "*",
      "access-control-max-age": "600",
      "content-type": "text/plain; charset=utf-8",
      vary: VARY,
    };
    expect(preflight(any, "https://evil.test", "DELETE", "X-One, X-Two")).toEqual({
      status: 200,
      body: "OK",
      headers: { ...headers, "access-control-allow-headers": "X-One, X-Two" },
    });
    expect(preflight(any, "https://evil.test", "PATCH").headers).toEqual(headers);
    expect(preflight(any, "https://evil.test", "BREW")).toMatchObject({
      status: 400,
      body: "Disallowed CORS method",
    });
    expect(preflight(any, "https://evil.test", "GET", "x y").body).toBe("Disallowed CORS headers");
  });

  test("GET only, unless said otherwise", () => {
    expect(preflight({ origins: [ORIGIN] }, ORIGIN, "GET").status).toBe(200);
    expect(preflight({ origins: [ORIGIN] }, ORIGIN, "POST").body).toBe("Disallowed CORS method");
  });
});

describe("origins", () => {
  const allows = (options: CorsOptions, origin: string) =>
    ask(options, { origin }).headers["access-control-allow-origin"] === origin;

  test("a pattern stands for the whole origin, alternatives included", () => {
    const options: CorsOptions = { origins: /https:\/\/a\.test|https:\/\/b\.test/ };
    for (const origin of ["https://a.test", "https://b.test"]) expect(allows(options, origin)).toBe(true);
    for (const origin of ["https://a.test.evil", "xhttps://b.test"]) {
      expect(allows(options, origin)).toBe(false);
    }
  });

  test.each(["g", "y", "gi"])("a pattern with the flags %s answers the same each time", (flags) => {
    const test = compileOrigins(new RegExp("https://a\\.test", flags), undefined, false) as OriginTest;
    expect([1, 2, 3].map(() => test("https://a.test"))).toEqual([true, true, true]);
  });

  test("a function; only true counts", () => {
    expect(allows({ origins: (origin) => origin.endsWith(".test") }, "https://a.test")).toBe(true);
    const promising = (async () => false) as unknown as () => boolean;
    expect(allows({ origins: promising }, "https://a.test")).toBe(false);
  });

  test("null only by its name", () => {
    expect(allows({ origins: /.*/ }, "null")).toBe(false);
    expect(allows({ origins: () => true }, "null")).toBe(false);
    expect(allows({ origins: ["null"] }, "null")).toBe(true);
  });

  test("origins that are not the web's", () => {
    expect(allows({ origins: ["capacitor://localhost"] }, "capacitor://localhost")).toBe(true);
  });
});

describe("refused at start-up", () => {
  const cases: [string, CorsOptions, string][] = [
    [
      "credentials with *",
      { origins: "*", credentials: true },
      'name the origins: cors({ origins: ["https://app.',
    ],
    ["in a list too", { origins: [ORIGIN, "*"], credentials: true }, "every site act as the signed-in user"],
    ["a pattern for everybody", { originPattern: /https:\/\/.*/, credentials: true }, "every site act"],
    ["a trailing slash", { origins: ["https://a.test/"] }, 'browsers send "https://a.test"'],
    ["a default port", { origins: ["https://a.test:443"] }, 'browsers send "https://a.test"'],
    ["a family", { origins: ["https://*.a.test"] }, "originPattern"],
    ["no scheme", { origins: ["a.test"] }, "write a scheme and a host"],
    ["a method in lower case", { methods: ["get"] }, "upper case"],
    ["no header", { headers: ["x token"] }, "not the name of a header"],
    ["no exposed header", { exposeHeaders: ["a\r\nb"] }, "not the name of a header"],
    [
      "all exposed with credentials",
      { origins: [ORIGIN], exposeHeaders: "*", credentials: true },
      "list the headers",
    ],
    ["no duration", { maxAge: 1.5 }, "a number of seconds"],
  ];
  test.each(cases)("%s", (_name, options, message) => {
    expect(() => cors(options)).toThrow(message);
  });
});
