import { describe, expect, test } from "vitest";
import { compose } from "../http/compose.ts";
import { FakeExchange, type FakeExchangeOptions } from "../http/exchange.fixture.ts";
import { Reply } from "../http/reply.ts";
import { type TrustedHostOptions, trustedHost } from "./trusted-host.ts";

const listed = { hosts: ["testserver", "*.example.org", "[::1]"] };

function ask(host: string | undefined, options: TrustedHostOptions = listed, more: FakeExchangeOptions = {}) {
  const headers: Record<string, string> = host === undefined ? {} : { host };
  const handle = compose(
    [trustedHost(options)],
    () => new Reply(200),
    () => new Reply(500),
  );
  return handle(new FakeExchange({ headers, path: "/health/live", ...more })) as Reply;
}

const status = (host: string | undefined, options?: TrustedHostOptions) => ask(host, options).status;

describe("hosts", () => {
  test.each([
    "testserver",
    "TestServer",
    "testserver:8000",
    "testserver:",
    "a.example.org",
    "a.b.example.org:443",
    "[::1]:8000",
  ])("%s is served", (host) => expect(status(host)).toBe(200));
  test.each([
    undefined,
    "",
    "evil.test",
    "example.org",
    "xexample.org",
    "testserver.evil.test",
    "testserver, evil.test",
    "testserver:80:80",
    "testserver:99999",
    "user@testserver",
    "testserver/x",
    "testserver ",
    "a..\r\n",
    "[::2]",
    ".example.org",
  ])("%j is refused", (host) => expect(status(host)).toBe(400));
  test("* takes any that is well formed", () => {
    expect(status("anything.test", { hosts: ["*"] })).toBe(200);
    expect(status("any thing", { hosts: ["*"] })).toBe(400);
    expect(status(undefined, { hosts: ["*"] })).toBe(400);
  });
  test("the refusal is a text", () => {
    const { body, headers } = ask("evil.test");
    expect([body, headers]).toEqual(["Invalid host header", ["content-type", "text/plain; charset=utf-8"]]);
  });
  test("a host that is named only with www goes there, with path and query", () => {
    const options = { hosts: ["www.example.org", "a.test"] };
    const moved = (host: string, more?: FakeExchangeOptions) => ask(host, options, more).get("location");
    expect(ask("example.org", options).status).toBe(307);
    expect(moved("example.org")).toBe("http://www.example.org/health/live");
    expect(moved("Example.org:8000", { query: "a=b", encrypted: true })).toBe(
      "https://www.example.org:8000/health/live?a=b",
    );
    expect(moved("example.org", { path: "//evil.test" })).toBe("http://www.example.org//evil.test");
    expect(status("www.a.test", options)).toBe(400);
    expect(status("example.org", { ...options, wwwRedirect: false })).toBe(400);
  });
  test("skip", () => {
    expect(status("10.1.2.3:8000", { hosts: ["a.test"], skip: ({ path }) => path === "/health/live" })).toBe(
      200,
    );
  });
});

test.each([[[]], [["https://a.test"]], [["a.test:80"]], [["*a.test"]], [["*."]], [["a.*.test"]]])(
  "%j is refused at start-up",
  (hosts) => {
    expect(() => trustedHost({ hosts })).toThrow("trustedHost({ hosts })");
  },
);
