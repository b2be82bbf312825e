import { expect, test } from "vitest";
import { compose } from "../http/compose.ts";
import { FakeExchange, type FakeExchangeOptions } from "../http/exchange.fixture.ts";
import { Reply } from "../http/reply.ts";
import { type SecureHeadersOptions, secureHeaders } from "./secure-headers.ts";

function send(options: SecureHeadersOptions = {}, reply = new Reply(200), request: FakeExchangeOptions = {}) {
  return compose(
    [secureHeaders(options)],
    () => reply,
    () => new Reply(500),
  )(new FakeExchange(request)) as Reply;
}

test("defaults", () => {
  expect(send().headers).toEqual([
    "x-content-type-options",
    "nosniff",
    "referrer-policy",
    "no-referrer",
    "x-frame-options",
    "DENY",
    "cross-origin-opener-policy",
    "same-origin",
    "cross-origin-resource-policy",
    "same-origin",
    "content-security-policy",
    "default-src 'none'; frame-ancestors 'none'",
  ]);
});

test("what the reply has set stays", () => {
  const page = new Reply(200, [
    "content-security-policy",
    "default-src 'self'",
    "x-frame-options",
    "SAMEORIGIN",
  ]);
  const reply = send({}, page);
  expect(reply.get("content-security-policy")).toBe("default-src 'self'");
  expect(reply.get("x-frame-options")).toBe("SAMEORIGIN");
  expect(reply.headers.filter((it) => it === "content-security-policy")).toHaveLength(1);
});

test("each can be changed or left out", () => {
  const reply = send({
    contentTypeOptions: false,
    referrerPolicy: "same-origin",
    frameOptions: false,
    crossOriginOpenerPolicy: false,
    crossOriginResourcePolicy: "cross-origin",
    contentSecurityPolicy: false,
    permissionsPolicy: "camera=()",
  });
  expect(reply.headers).toEqual([
    "referrer-policy",
    "same-origin",
    "cross-origin-resource-policy",
    "cross-origin",
    "permissions-policy",
    "camera=()",
  ]);
});

test("HSTS only over HTTPS, and only when asked for", () => {
  const hsts = (options: SecureHeadersOptions, request: FakeExchangeOptions) =>
    send(options, new Reply(200), request).get("strict-transport-security");
  const secure = { encrypted: true };
  expect(hsts({}, secure)).toBeUndefined();
  expect(hsts({ hsts: true }, {})).toBeUndefined();
  expect(hsts({ hsts: true }, secure)).toBe("max-age=31536000");
  expect(hsts({ hsts: { maxAge: 60, includeSubDomains: true, preload: true } }, secure)).toBe(
    "max-age=60; includeSubDomains; preload",
  );
  const forwarded = { headers: { "x-forwarded-proto": "https" } };
  expect(hsts({ hsts: true }, forwarded)).toBeUndefined();
  expect(hsts({ hsts: true, trustForwardedProto: true }, forwarded)).toBe("max-age=31536000");
  const own = new Reply(200, ["strict-transport-security", "max-age=0"]);
  expect(send({ hsts: true }, own, secure).get("strict-transport-security")).toBe("max-age=0");
});

test("refused at start-up", () => {
  expect(() => secureHeaders({ contentSecurityPolicy: "a\r\nset-cookie: x" })).toThrow(
    "cannot stand in a header",
  );
  expect(() => secureHeaders({ hsts: { maxAge: -1 } })).toThrow("number of seconds");
});
