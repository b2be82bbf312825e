import { expect, test } from "vitest";
import { compose } from "../http/compose.ts";
import { FakeExchange } from "../http/exchange.fixture.ts";
import { Reply } from "../http/reply.ts";
import { type RequestIdOptions, requestId } from "./request-id.ts";

function send(options: RequestIdOptions, headers: Record<string, string>) {
  const exchange = new FakeExchange({ headers });
  let inside = "";
  const inner = (it: typeof exchange | { requestId: string }) => {
    inside = it.requestId;
    return new Reply(200);
  };
  const reply = compose([requestId(options)], inner, () => new Reply(500))(exchange) as Reply;
  return { reply, inside };
}

test("every answer bears the id that is known inside", () => {
  const { reply, inside } = send({}, {});
  expect(inside).toMatch(/^[0-9a-f-]{36}$/);
  expect(reply.headers).toEqual(["x-request-id", inside]);
});

test("an incoming id is not taken over unless trusted", () => {
  expect(send({}, { "x-request-id": "mine" }).inside).not.toBe("mine");
  expect(send({ trust: true }, { "x-request-id": "mine" }).inside).toBe("mine");
  expect(send({ trust: true }, { "x-request-id": "A.b_c-9" }).reply.get("x-request-id")).toBe("A.b_c-9");
});

test.each(["", "a b", "a\r\nb", "a\n", "é", "x".repeat(129), "a,b", '{"a":1}'])(
  "a trusted id that does not fit: %j",
  (id) => {
    expect(send({ trust: true }, { "x-request-id": id }).inside).toMatch(/^[0-9a-f-]{36}$/);
  },
);

test("128 characters fit", () => {
  expect(send({ trust: true }, { "x-request-id": "x".repeat(128) }).inside).toHaveLength(128);
});

test("another header, in any case", () => {
  const { reply, inside } = send({ header: "X-Correlation-Id", trust: true }, { "x-correlation-id": "c1" });
  expect([inside, reply.get("x-correlation-id")]).toEqual(["c1", "c1"]);
  expect(() => requestId({ header: "x id" })).toThrow("not the name of a header");
});
