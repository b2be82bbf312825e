/** How answers go over the wire: lengths, connections, methods without a body, replies that cannot be sent. */
import { expect, test } from "vitest";
import { problemDetails } from "../../src/http/problem-details.ts";
import { Reply } from "../../src/http/reply.ts";
import { serving } from "./serving.ts";

const host = "Host: test";

test("a text is sent with its length in bytes, and the connection is kept", async () => {
  await using it = await serving({ "/": () => new Reply(200, ["content-type", "text/plain"], "grün") });
  const wire = await it.connect();
  for (let i = 0; i < 2; i += 1) {
    const answer = await wire.send(["GET / HTTP/1.1", host]).answer();
    expect(answer).toMatchObject({ status: 200, body: "grün" });
    expect(answer.header("content-length")).toBe("5");
    expect(answer.header("connection")).toBe("keep-alive");
  }
});

test("a reply that is sent again and again does not grow", async () => {
  const constant = new Reply(200, [], "same");
  await using it = await serving({ "/": () => constant });
  const wire = await it.connect();
  for (let i = 0; i < 3; i += 1) {
    const { headers } = await wire.send(["GET / HTTP/1.1", host]).answer();
    expect(headers.filter(([name]) => name === "content-length")).toHaveLength(1);
  }
  expect(constant.headers).toEqual([]);
});

test.each([
  ["content-length", "99"],
  ["Content-Length", "1"],
  ["transfer-encoding", "chunked"],
])("a %s of a reply's own cannot break the framing", async (name, value) => {
  await using it = await serving({
    "/": () => new Reply(200, [name, value, "content-length", "7"], "abc"),
    "/next": () => new Reply(200, [], "next"),
  });
  const wire = await it.connect();
  wire.send(["GET / HTTP/1.1", host]).send(["GET /next HTTP/1.1", host]);
  const answer = await wire.answer();
  expect(answer.headers.filter(([one]) => /content-length|transfer-encoding/.test(one))).toEqual([
    ["content-length", "3"],
  ]);
  expect(answer.body).toBe("abc");
  expect((await wire.answer()).body).toBe("next");
});

test("HEAD has the length of the body and no body; 204 and 304 have none, whatever the reply carries", async () => {
  await using it = await serving({
    "/text": () => new Reply(200, [], "four"),
    "/none": () => new Reply(204, ["content-length", "4"], "four"),
    "/same": () => new Reply(304, ["content-length", "4"], null),
    "/reset": () => new Reply(205, [], "four"),
    "/declared": () => new Reply(200, ["content-length", "1234"], null),
  });
  const wire = await it.connect();
  const headOfText = await wire.send(["HEAD /text HTTP/1.1", host]).answer("HEAD");
  expect(headOfText.header("content-length")).toBe("4");
  const declared = await wire.send(["HEAD /declared HTTP/1.1", host]).answer("HEAD");
  expect(declared.header("content-length")).toBe("1234");
  expect((await wire.send(["GET /none HTTP/1.1", host]).answer()).header("content-length")).toBeUndefined();
  expect((await wire.send(["GET /same HTTP/1.1", host]).answer()).header("content-length")).toBe("4");
  expect((await wire.send(["GET /reset HTTP/1.1", host]).answer()).header("content-length")).toBe("0");
  expect((await wire.send(["GET /text HTTP/1.1", host]).answer()).body).toBe("four");
});

test("pipelined requests are answered in their order", async () => {
  const first = Promise.withResolvers<Reply>();
  await using it = await serving({ "/slow": () => first.promise, "/fast": () => new Reply(200, [], "fast") });
  const wire = await it.connect();
  wire.send(
    "GET /slow HTTP/1.1\r\nHost: a\r\n\r\nGET /fast HTTP/1.1\r\nHost: a\r\n\r\nGET /fast HTTP/1.1\r\nHost: a\r\n\r\n",
  );
  first.resolve(new Reply(200, [], "slow"));
  expect((await wire.answer()).body).toBe("slow");
  expect((await wire.answer()).body).toBe("fast");
  expect((await wire.answer()).body).toBe("fast");
});

test.each([
  ["a line break in a header", () => new Reply(200, ["x-name", "a\r\nset-cookie: b"], "x")],
  ["a header's name with a space", () => new Reply(200, ["x name", "a"], "x")],
  ["a status that is none", () => new Reply(1000, [], "x")],
  ["an informational status", () => new Reply(101, [], "x")],
  ["something that is no reply", () => "text" as unknown as Reply],
])("%s is a plain 500, logged, and the connection goes on", async (_, reply) => {
  await using it = await serving({
    "/bad": reply,
    "/late": async () => reply(),
    "/good": () => new Reply(200, [], "good"),
  });
  const wire = await it.connect();
  for (const path of ["/bad", "/late"]) {
    const answer = await wire.send([`GET ${path} HTTP/1.1`, host]).answer();
    expect(answer.status).toBe(500);
    expect(JSON.parse(answer.body)).toEqual({ detail: "Internal Server Error" });
    expect(answer.header("x-request-id")).toBeTruthy();
    expect(answer.header("set-cookie")).toBeUndefined();
  }
  expect((await wire.send(["GET /good HTTP/1.1", host]).answer()).body).toBe("good");
  expect(it.logs.filter(({ level }) => level === "error")).toHaveLength(2);
});

test("a client of HTTP/1.0 gets its answer without a Host header, and the connection is closed", async () => {
  await using it = await serving({ "/": () => new Reply(200, [], "old") });
  const wire = await it.connect();
  expect((await wire.send(["GET / HTTP/1.0"]).answer()).body).toBe("old");
  await wire.closed();
});

test("an absolute target is served, and its authority is the host", async () => {
  await using it = await serving({
    "/path": (exchange) =>
      new Reply(200, [], `${exchange.header("host")} ${exchange.query} ${exchange.request.url}`),
    "/": (exchange) => new Reply(200, [], exchange.query),
  });
  const wire = await it.connect();
  const answer = await wire.send(["GET http://real.example:81/path?a=b HTTP/1.1", host]).answer();
  expect(answer.body).toBe("real.example:81 a=b http://real.example:81/path?a=b");
  expect((await wire.send(["GET http://real.example?a=b HTTP/1.1", host]).answer()).body).toBe("a=b");
});

test("OPTIONS * is answered; any other target that is no path is a 400", async () => {
  await using it = await serving({});
  const wire = await it.connect();
  const options = await wire.send(["OPTIONS * HTTP/1.1", host]).answer();
  expect(options.status).toBe(204);
  expect(options.header("allow")).toContain("GET");
  const refused = await wire.send(["GET * HTTP/1.1", host]).answer();
  expect(refused.status).toBe(400);
  expect(JSON.parse(refused.body)).toEqual({ detail: "The request target must be a path" });
  expect(refused.header("connection")).toBe("close");
  await wire.closed();
});

test.each([[[]], [["Host: a", "Host: b"]]])("a request must have one Host header, not %j", async (hosts) => {
  await using it = await serving({ "/": () => new Reply(200) }, { app: { errorShape: problemDetails() } });
  const wire = await it.connect();
  const answer = await wire.send(["GET / HTTP/1.1", ...hosts]).answer();
  expect(answer.status).toBe(400);
  // In the app's own error shape.
  expect(answer.header("content-type")).toBe("application/problem+json");
  await wire.closed();
});

test("a Host header that names no host is a 400 where the URL is asked for", async () => {
  await using it = await serving({ "/": (exchange) => new Reply(200, [], exchange.request.url) });
  const wire = await it.connect();
  expect((await wire.send(["GET / HTTP/1.1", "Host: a b"]).answer()).status).toBe(400);
});
