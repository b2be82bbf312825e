import { generateKeyPairSync } from "node:crypto";
import { decodeJwt, decodeProtectedHeader, SignJWT } from "jose";
import { expect, test, vi } from "vitest";
import { accessTokens } from "../../app/core/tokens.ts";
import { password, useService } from "./service.ts";

const service = useService();
const user = (path: string) => `/api/v1/users${path}`;

test("everything about users wants a token", async () => {
  for (const path of ["", "/me", "/0198c5a4-0e3b-7a59-8f0e-2f1f4f6f3a51"]) {
    const answer = await service.client.get(user(path));
    expect([answer.status, answer.headers.get("www-authenticate"), answer.json()]).toEqual([
      401,
      "Bearer",
      { detail: "Not authenticated" },
    ]);
  }
  // Nothing is learned about the contract without one.
  expect((await service.client.post(user(""), { json: {} })).status).toBe(401);
});

test("an expired, foreign or garbled token is invalid_token", async () => {
  const { token: good } = await service.account("ada");
  const tokens = await service.client.value(accessTokens);
  const { subject, sessionId } = await tokens.verify(good);
  const claims = decodeJwt(good);
  const header = decodeProtectedHeader(good);
  const foreign = await new SignJWT(claims)
    .setProtectedHeader({ ...header, alg: "EdDSA" })
    .sign(generateKeyPairSync("ed25519").privateKey);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() - 3_600_000 });
  const { token: expired } = await tokens.issue({ subject, sessionId, scopes: [] });
  vi.useRealTimers();
  const [head = "", body = ""] = good.split(".");
  const none = `${btoa('{"alg":"none","typ":"at+jwt"}').replaceAll("=", "")}.${body}.`;
  const garbled = [expired, foreign, "garbage", `${head}.${body}.AAAA`, none, `${good}x`];
  for (const token of garbled) {
    const answer = await service.client.get(user("/me"), { token });
    expect(answer.status, token).toBe(401);
    expect(answer.headers.get("www-authenticate")).toContain('error="invalid_token"');
  }
  expect((await service.client.get(user("/me"), { token: good })).status).toBe(200);
});

test("without the scope it is insufficient_scope", async () => {
  const { token } = await service.account("reader");
  const answer = await service.client.get(user(""), { token });
  expect(answer.status).toBe(403);
  expect(answer.headers.get("www-authenticate")).toContain('scope="users:read"');
  expect((await service.client.post(user(""), { token, json: { username: "x" } })).status).toBe(403);
});

test("an administrator creates, lists and reads users", async () => {
  const { token } = await service.account("admin", { admin: true });
  const created = await service.client.api.v1.users.create({
    token,
    headers: { idempotencyKey: '"made"' },
    body: { username: "made", email: "made@example.com", password },
  });
  expect(created).toMatchObject({ ok: true, status: 201, data: { username: "made", isActive: true } });
  if (!created.ok) throw new Error("unreachable");
  expect(Object.keys(created.data).sort()).toEqual([
    "createdAt",
    "email",
    "emailVerifiedAt",
    "id",
    "isActive",
    "roles",
    "updatedAt",
    "username",
  ]);
  const one = await service.client.api.v1.users.one({ token, params: { id: created.data.id } });
  expect(one).toMatchObject({ ok: true, data: created.data });
  const page = await service.client.api.v1.users.list({ token, query: { limit: 2, offset: 1 } });
  expect(page).toMatchObject({ ok: true, data: { limit: 2, offset: 1, total: expect.any(Number) } });
  if (page.ok) expect(page.data.items).toHaveLength(2);
  const taken = await service.client.api.v1.users.create({
    token,
    headers: { idempotencyKey: '"made once more"' },
    body: { username: "MADE", email: "x@example.com", password },
  });
  expect(taken).toMatchObject({ ok: false, status: 409, code: "username_taken" });
});

test.each([
  ["limit=0", "greater_than_equal"],
  ["limit=101", "less_than_equal"],
  ["limit=ten", "int_parsing"],
  ["offset=-1", "greater_than_equal"],
])("a list with %s is refused", async (query, type) => {
  const { token } = await service.account(`pager-${query.replace(/\W/g, "-")}`, { admin: true });
  const answer = await service.client.get(`${user("")}?${query}`, { token });
  expect(answer.status).toBe(422);
  expect(answer.json<{ detail: { type: string }[] }>().detail[0]?.type).toBe(type);
});

test("an unknown user is a declared 404, an id that is none a 422", async () => {
  const { token } = await service.account("searcher", { admin: true });
  const unknown = await service.client.get(user("/0198c5a4-0e3b-7a59-8f0e-2f1f4f6f3a51"), { token });
  expect([unknown.status, unknown.json()]).toEqual([
    404,
    { detail: "User not found", code: "user_not_found" },
  ]);
  const wrong = await service.client.get(user("/42"), { token });
  expect([wrong.status, wrong.json<{ detail: { type: string }[] }>().detail[0]?.type]).toEqual([
    422,
    "uuid_parsing",
  ]);
});

test("users change their username, take no other's, and nothing else", async () => {
  const { token } = await service.account("changer", { admin: true });
  const changed = await service.client.patch(user("/me"), {
    token,
    json: { username: "changed", email: "new@example.com" },
  });
  expect(changed.json()).toMatchObject({ username: "changed", email: "changer@example.com" });
  const { token: other } = await service.account("other");
  const taken = await service.client.patch(user("/me"), { token: other, json: { username: "Changed" } });
  expect([taken.status, taken.json<{ code: string }>().code]).toEqual([409, "username_taken"]);
  // What is not theirs to change is not read.
  const roles = await service.client.patch(user("/me"), { token: other, json: { roles: ["admin"] } });
  expect(roles.json<{ roles: string[] }>().roles).toEqual([]);
});

test("what is wrong with a request is said in the agreed shape, with the right headers", async () => {
  const { token } = await service.account("nonsense", { admin: true });
  const send = (body: string, type: string) =>
    service.client.post(user(""), { token, body, headers: { "content-type": type } });
  expect((await send("{", "application/json")).json()).toMatchObject({ detail: [{ type: "json_invalid" }] });
  const media = await send("<user/>", "application/xml");
  expect([media.status, media.headers.get("accept")]).toEqual([415, "application/json"]);
  expect((await send(JSON.stringify({ username: "x".repeat(1_100_000) }), "application/json")).status).toBe(
    413,
  );
  expect((await service.client.get("/api/v1/nowhere")).json()).toEqual({ detail: "Not Found" });
  const method = await service.client.delete(user(""));
  expect([method.status, method.headers.get("allow")]).toEqual([405, "GET, HEAD, OPTIONS, POST"]);
});
