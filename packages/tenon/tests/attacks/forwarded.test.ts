/** Headers that say who the client is, forged; hosts that would poison links. Nothing of them is believed by default. */
import { expect, test } from "vitest";
import * as z from "zod";
import { clientAddress, get, request } from "../../src/index.ts";
import { attacked, send } from "./attacked.ts";

const routes = {
  who: get("/who", { depends: { address: clientAddress, request } }, ({ address, request }) => [
    address,
    request.url,
  ]),
  one: get("/one/:id", { params: { id: z.string() } }, ({ params }) => params.id),
};
const forged = [
  "X-Forwarded-For: 6.6.6.6",
  "X-Forwarded-Host: evil.test",
  "X-Forwarded-Proto: https",
  "X-Forwarded-Port: 666",
  "X-Real-IP: 6.6.6.6",
  "True-Client-IP: 6.6.6.6",
  "X-Original-URL: /one/evil",
  "X-Rewrite-URL: /one/evil",
  "X-HTTP-Method-Override: DELETE",
  "Forwarded: for=6.6.6.6;host=evil.test;proto=https",
];

test("who says he is somebody else is not", async () => {
  await using it = await attacked(routes);
  const answer = await send(it, ["GET /who HTTP/1.1", "Host: good.test", ...forged]);
  expect(JSON.parse(answer.body)).toEqual(["127.0.0.1", "http://good.test/who"]);
});

test("nor where another peer is trusted", async () => {
  await using it = await attacked(routes, { trustProxy: ["10.0.0.0/8"] });
  const answer = await send(it, ["GET /who HTTP/1.1", "Host: good.test", ...forged]);
  expect(JSON.parse(answer.body)).toEqual(["127.0.0.1", "http://good.test/who"]);
});

test("a trusted peer is believed, but no host that is none", async () => {
  await using it = await attacked(routes, { trustProxy: ["loopback"] });
  const ask = (host: string) =>
    send(it, [
      "GET /who HTTP/1.1",
      "Host: good.test",
      "X-Forwarded-For: 192.0.2.7",
      `X-Forwarded-Host: ${host}`,
    ]);
  expect(JSON.parse((await ask("api.test")).body)).toEqual(["192.0.2.7", "http://api.test/who"]);
  for (const host of ["evil.test/x?", "a@evil.test", "evil test"])
    expect(JSON.parse((await ask(host)).body)).toEqual(["192.0.2.7", "http://good.test/who"]);
});

test.each(["/one/", "//evil.test/", "/one/1/", "/%2fevil.test/", "/\\evil.test/"])(
  "no answer of the framework's own has the Host in it: %s",
  async (path) => {
    await using it = await attacked(routes);
    const answer = await send(it, [`GET ${path} HTTP/1.1`, "Host: poison.test"]);
    const location = answer.header("location") ?? "/";
    expect(location).toMatch(/^\/(?![/\\])/);
    expect(JSON.stringify(answer.headers) + answer.body).not.toContain("poison.test");
  },
);
