import { expect, test } from "vitest";
import { compose } from "../http/compose.ts";
import { HttpError } from "../http/errors.ts";
import { FakeExchange } from "../http/exchange.fixture.ts";
import type { Exchange } from "../http/exchange.ts";
import { Reply } from "../http/reply.ts";
import { authentication, type VerifyPrincipal } from "./authentication.ts";

function send(verify: VerifyPrincipal<unknown>, headers: Record<string, string> = {}) {
  const inner = (exchange: Exchange) => new Reply(200, [], JSON.stringify(exchange.principal) ?? "nobody");
  const onError = (_: Exchange, error: unknown) => new Reply(error instanceof HttpError ? error.status : 500);
  return compose([authentication(verify)], inner, onError)(new FakeExchange({ headers }));
}

test("the principal is on the exchange, now or later", async () => {
  expect(send(() => ({ id: 1 }))).toMatchObject({ body: '{"id":1}' });
  expect(await send(async () => ({ id: 2 }))).toMatchObject({ body: '{"id":2}' });
});

test("nobody known: the request goes on", async () => {
  expect(send(() => undefined)).toMatchObject({ status: 200, body: "nobody" });
  expect(await send(async () => null)).toMatchObject({ status: 200, body: "nobody" });
});

test("verify may refuse, and its defects are defects", async () => {
  const refuse = () => {
    throw new HttpError(401, "Unknown token");
  };
  expect(send(refuse)).toMatchObject({ status: 401 });
  expect(await send(async () => refuse())).toMatchObject({ status: 401 });
  expect(await send(() => Promise.reject(new Error("database away")))).toMatchObject({ status: 500 });
});
