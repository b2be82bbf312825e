import { expect, test } from "vitest";
import { compose } from "../http/compose.ts";
import type { HttpError } from "../http/errors.ts";
import { FakeExchange, type FakeExchangeOptions } from "../http/exchange.fixture.ts";
import { Reply } from "../http/reply.ts";
import { type HttpsRedirectOptions, httpsRedirect } from "./https-redirect.ts";

function send(options: HttpsRedirectOptions, request: FakeExchangeOptions) {
  const onError = (_: unknown, error: unknown) => new Reply((error as HttpError).status);
  const exchange = new FakeExchange({ headers: { host: "a.test" }, ...request });
  const reply = compose([httpsRedirect(options)], () => new Reply(200), onError)(exchange) as Reply;
  return [reply.status, reply.get("location")];
}

test("path and query are kept, whatever the method", () => {
  const request = { path: "/a%20b//c", query: "x=1&y=%2F", method: "POST" };
  expect(send({}, request)).toEqual([307, "https://a.test/a%20b//c?x=1&y=%2F"]);
  expect(send({ status: 308 }, {})).toEqual([308, "https://a.test/"]);
  expect(send({}, { path: "//evil.test" })).toEqual([307, "https://a.test//evil.test"]);
  expect(send({}, { path: "*", method: "OPTIONS" })).toEqual([307, "https://a.test/"]);
});

test("ports", () => {
  const port = (host: string, port?: number) =>
    send(port === undefined ? {} : { port }, { headers: { host } })[1];
  expect(port("a.test:80")).toBe("https://a.test/");
  expect(port("a.test:8000")).toBe("https://a.test:8000/");
  expect(port("a.test:8000", 8443)).toBe("https://a.test:8443/");
  expect(port("a.test:8000", 443)).toBe("https://a.test/");
  expect(port("[::1]:80")).toBe("https://[::1]/");
  expect(() => httpsRedirect({ port: 0 })).toThrow("no port");
});

test("what is secure passes; a proxy is believed only when trusted", () => {
  expect(send({}, { encrypted: true })).toEqual([200, undefined]);
  const forwarded = (value: string, trustForwardedProto = true) =>
    send({ trustForwardedProto }, { headers: { host: "a.test", "x-forwarded-proto": value } })[0];
  expect(forwarded("https", false)).toBe(307);
  expect(forwarded("https")).toBe(200);
  expect(forwarded("HTTPS, http")).toBe(200);
  expect(forwarded("http, https")).toBe(307);
  expect(forwarded("httpsx")).toBe(307);
  expect(send({ skip: ({ path }) => path === "/health/live" }, { path: "/health/live" })[0]).toBe(200);
});

test("the host is validated", () => {
  expect(send({ hosts: ["a.test"] }, {})[0]).toBe(307);
  expect(send({ hosts: ["a.test"] }, { headers: { host: "evil.test" } })).toEqual([400, undefined]);
  expect(send({}, { headers: {} })).toEqual([400, undefined]);
  expect(send({}, { headers: { host: "a.test@evil.test" } })).toEqual([400, undefined]);
});
