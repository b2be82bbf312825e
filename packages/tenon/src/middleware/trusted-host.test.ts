import { describe, expect, test } from "vitest";
import { compose } from "../http/compose.ts";
import { HttpError } from "../http/errors.ts";
import { FakeExchange } from "../http/exchange.fixture.ts";
import { Reply } from "../http/reply.ts";
import { type TrustedHostOptions, trustedHost } from "./trusted-host.ts";

function status(
  host: string | undefined,
  options: TrustedHostOptions = { hosts: ["testserver", "*.example.org", "[::1]"] },
) {
  const headers: Record<string, string> = host === undefined ? {} : { host };
  const exchange = new FakeExchange({ headers, path: "/health/live" });
  const handle = compose(
    [trustedHost(options)],
    () => new Reply(200),
    (_, error) => {
      expect(error).toBeInstanceOf(HttpError);
      expect((error as HttpError).detail).toBe("Invalid host header");
      return new Reply((error as HttpError).status);
    },
  );
  return (handle(exchange) as Reply).status;
}

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
