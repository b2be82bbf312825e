import type { IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { TrustedProxies } from "./trusted-proxies.ts";

const proxies = ["10.0.0.0/8", "fd00::/8", "203.0.113.7", "loopback"];

function seen(
  headers: Readonly<Record<string, string>>,
  { from = "10.1.2.3", kind = "x-forwarded" as const, trusted = proxies } = {},
) {
  const incoming = { headers, socket: { remoteAddress: from } } as unknown as IncomingMessage;
  return new TrustedProxies(trusted, kind as "x-forwarded").view(incoming);
}

const forwarded = (header: string) => seen({ forwarded: header }, { kind: "forwarded" as never });

test.each(["192.0.2.1", "11.0.0.1", "203.0.113.8", "::ffff:11.0.0.1", "fe80::1"])(
  "what %s says is ignored",
  (from) => {
    const headers = {
      "x-forwarded-for": "1.1.1.1",
      "x-forwarded-proto": "https",
      "x-forwarded-host": "evil",
    };
    expect(seen(headers, { from })).toBeUndefined();
  },
);

test.each(["10.255.0.1", "::ffff:10.0.0.1", "fd12::1", "203.0.113.7", "127.9.9.9", "::1"])(
  "what %s says counts",
  (from) => {
    expect(seen({ "x-forwarded-for": "192.0.2.1" }, { from })?.address).toBe("192.0.2.1");
  },
);

test("a Unix socket has no address: whoever reaches it is trusted by name", () => {
  const incoming = { headers: { "x-forwarded-for": "192.0.2.1" }, socket: {} } as unknown as IncomingMessage;
  expect(new TrustedProxies(["unix"], "x-forwarded").view(incoming)?.address).toBe("192.0.2.1");
  expect(new TrustedProxies(["loopback"], "x-forwarded").view(incoming)).toBeUndefined();
});

test("the client is the last address that no trusted proxy has, whatever it wrote in front", () => {
  const of = (list: string) => seen({ "x-forwarded-for": list })?.address;
  expect(of("192.0.2.1")).toBe("192.0.2.1");
  expect(of("6.6.6.6, 192.0.2.1, 10.0.0.2")).toBe("192.0.2.1");
  expect(of("10.0.0.9, 10.0.0.2")).toBe("10.0.0.9");
  expect(of("[2001:db8::1]:4711, fd00::2")).toBe("2001:db8::1");
  expect(of("192.0.2.1:8080")).toBe("192.0.2.1");
  // Nothing to be had: the proxy itself.
  expect(of("unknown")).toBe("10.1.2.3");
  expect(of("6.6.6.6, nonsense")).toBe("10.1.2.3");
  expect(seen({})?.address).toBe("10.1.2.3");
});

test("scheme and host are what the proxy next to the client has seen", () => {
  const headers = {
    "x-forwarded-for": "192.0.2.1, 10.0.0.2",
    "x-forwarded-proto": "https, http",
    "x-forwarded-host": "api.example.com",
  };
  expect(seen(headers)).toEqual({ address: "192.0.2.1", encrypted: true, host: "api.example.com" });
  const lying = { "x-forwarded-for": "192.0.2.1", "x-forwarded-proto": "https, http" };
  expect(seen(lying)?.encrypted).toBe(false);
  expect(seen({ "x-forwarded-proto": "HTTPS" })?.encrypted).toBe(true);
  expect(seen({ "x-forwarded-proto": "gopher", "x-forwarded-host": "a b/../" })).toEqual({
    address: "10.1.2.3",
    encrypted: undefined,
    host: undefined,
  });
});

test("Forwarded (RFC 7239) is read where it was chosen, and then alone", () => {
  expect(
    forwarded(
      'for=6.6.6.6;proto=http, For="[2001:db8::1]:80";Proto=https;host="api.example.com:8443";by=10.0.0.2',
    ),
  ).toEqual({ address: "2001:db8::1", encrypted: true, host: "api.example.com:8443" });
  expect(forwarded('for="a\\"b, c", for=192.0.2.1')?.address).toBe("192.0.2.1");
  expect(forwarded("for=6.6.6.6, what is this, for=10.0.0.2")?.address).toBe("10.0.0.2");
  expect(forwarded("for=_hidden;proto=https")).toMatchObject({ address: "10.1.2.3", encrypted: true });
  expect(seen({ forwarded: "for=6.6.6.6" })?.address).toBe("10.1.2.3");
});

test.each(["10.0.0.0/33", "fd00::/129", "10.0.0.0/", "10.0.0", "10.0.0.0/8/8", "proxy.local", ""])(
  'the range "%s" is refused with what it may be',
  (range) => {
    expect(() => new TrustedProxies([range], "x-forwarded")).toThrow(
      /no address, no range such as 10\.0\.0\.0\/8/,
    );
  },
);
