/** Tokens over their life: signing in, renewing, reuse, revoking, signing out; RFC 6749, 7009, 9068, 9700. */
import { decodeJwt, decodeProtectedHeader } from "jose";
import { expect, test } from "vitest";
import { testServer } from "../test-database.ts";
import { password, useService } from "./service.ts";

/** On a server the two really meet. */
const rounds = testServer === undefined ? 20 : 100;
const service = useService();
const form = { "content-type": "application/x-www-form-urlencoded" };
const ask = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
  service.client.post("/api/v1/auth/token", { form: fields, headers });
const refresh = (token: string, fields: Record<string, string> = {}) =>
  ask({ grant_type: "refresh_token", refresh_token: token, ...fields });
const renewed = async (token: string) =>
  (await refresh(token)).json<{ access_token: string; refresh_token: string }>();
const me = async (token: string) => (await service.client.get("/api/v1/users/me", { token })).status;
const revoke = (token: string, fields: Record<string, string> = {}) =>
  service.client.post("/api/v1/auth/revoke", { form: { token, ...fields } });
const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString("base64")}` });

test("an access token is an RFC 9068 one, and the key set shows the public key it is verified with", async () => {
  const { user, token } = await service.account("profile");
  const answer = await service.client.get("/.well-known/jwks.json");
  const { keys } = answer.json<{ keys: Record<string, string>[] }>();
  expect(keys).toHaveLength(1);
  expect(Object.keys(keys[0] ?? {}).sort()).toEqual(["alg", "crv", "kid", "kty", "use", "x"]);
  expect(decodeProtectedHeader(token)).toEqual({ typ: "at+jwt", alg: "EdDSA", kid: keys[0]?.kid });
  expect(decodeJwt(token)).toMatchObject({ sub: user.id, client_id: "first-party", jti: expect.any(String) });
});

test("a refresh token gives new tokens, once", async () => {
  await service.account("renewer", { admin: true });
  const first = await service.signIn("renewer");
  const answer = await refresh(first.refresh_token);
  expect([answer.status, answer.headers.get("cache-control")]).toEqual([200, "no-store"]);
  const second = answer.json<typeof first>();
  expect(second.scope).toBe(first.scope);
  expect(second.refresh_token).not.toBe(first.refresh_token);
  expect(await me(second.access_token)).toBe(200);
  // The access token before it lives on until it expires.
  expect(await me(first.access_token)).toBe(200);
  expect((await refresh(second.refresh_token)).status).toBe(200);
});

test("a refresh token that is used again ends its whole family, and nobody else's", async () => {
  const { user } = await service.account("copied");
  const other = await service.signIn("copied");
  const first = await service.signIn("copied");
  const second = await renewed(first.refresh_token);
  const again = await refresh(first.refresh_token);
  expect([again.status, again.json()]).toEqual([
    400,
    { error: "invalid_grant", error_description: expect.any(String) },
  ]);
  // What the error's rollback must not undo: the family is over, for the thief as for the owner.
  expect((await refresh(second.refresh_token)).status).toBe(400);
  expect([await me(first.access_token), await me(second.access_token)]).toEqual([401, 401]);
  expect([await me(other.access_token), (await refresh(other.refresh_token)).status]).toEqual([200, 200]);
  expect(await service.auditOf(user.id)).toContain("refresh_token_reused");
});

test("two refreshes at once: one winner, and the loser does not end the family", async () => {
  await service.account("double");
  let { refresh_token: token } = await service.signIn("double");
  for (let round = 0; round < rounds; round++) {
    const answers = await Promise.all([refresh(token), refresh(token)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
    const winner = answers
      .find(({ status }) => status === 200)
      ?.json<{
        access_token: string;
        refresh_token: string;
      }>();
    expect(await me(winner?.access_token ?? "")).toBe(200);
    token = winner?.refresh_token ?? "";
  }
});

test("a refresh may ask for fewer scopes, for no more, and a mistake does not cost the token", async () => {
  await service.account("narrow", { admin: true });
  const { refresh_token: token } = await service.signIn("narrow", "users:read users:write");
  const more = await refresh(token, { scope: "audit:read" });
  expect([more.status, more.json()]).toMatchObject([400, { error: "invalid_scope" }]);
  const fewer = await refresh(token, { scope: "users:read" });
  expect(fewer.json()).toMatchObject({ scope: "users:read" });
  const next = await refresh(fewer.json<{ refresh_token: string }>().refresh_token);
  expect(next.json()).toMatchObject({ scope: "users:read users:write" });
});

test.each([
  ["an unknown refresh token", { grant_type: "refresh_token", refresh_token: "x" }, "invalid_grant"],
  ["no refresh token", { grant_type: "refresh_token" }, "invalid_request"],
  ["an empty refresh token", { grant_type: "refresh_token", refresh_token: "" }, "invalid_request"],
  ["another grant", { grant_type: "authorization_code", code: "x" }, "unsupported_grant_type"],
])(
  "a token request with %s is an error of RFC 6749",
  async (_name, fields: Record<string, string>, error) => {
    const answer = await ask(fields);
    expect([answer.status, answer.headers.get("cache-control"), answer.json()]).toEqual([
      400,
      "no-store",
      { error, error_description: expect.any(String) },
    ]);
  },
);

test.each(["grant_type", "username", "password", "scope"])("%s twice is invalid_request", async (name) => {
  await service.account("twice").catch(() => undefined);
  const fields = new URLSearchParams({
    grant_type: "password",
    username: "twice",
    password,
    scope: "users:read",
  });
  fields.append(name, fields.get(name) ?? "");
  const answer = await service.client.post("/api/v1/auth/token", { body: fields.toString(), headers: form });
  expect([answer.status, answer.json()]).toMatchObject([400, { error: "invalid_request" }]);
});

test("the client is the first-party one or unnamed; empty credentials, as Swagger UI sends them, are none", async () => {
  await service.account("client");
  const fields = { grant_type: "password", username: "client", password };
  const statuses = async (...answers: ReturnType<typeof ask>[]) =>
    (await Promise.all(answers)).map(({ status }) => status);
  expect(
    await statuses(
      ask(fields, basic(":")),
      ask(fields, basic("first-party:")),
      ask({ ...fields, client_id: "first-party" }),
      ask({ ...fields, client_id: "", client_secret: "" }),
      ask(fields, { authorization: "Bearer old" }),
    ),
  ).toEqual([200, 200, 200, 200, 200]);
  for (const answer of await Promise.all([
    ask(fields, basic("other:")),
    ask(fields, basic("first-party:secret")),
    ask(fields, basic(":secret")),
    ask(fields, basic("no colon")),
    ask({ ...fields, client_id: "other" }),
    ask({ ...fields, client_secret: "secret" }),
  ])) {
    expect([answer.status, answer.headers.get("www-authenticate"), answer.json()]).toMatchObject([
      401,
      "Basic",
      { error: "invalid_client" },
    ]);
  }
});

test("signing out ends the session's tokens at once, and only this session's", async () => {
  const { user, token } = await service.account("leaver");
  const here = await service.signIn("leaver");
  const answer = await service.client.post("/api/v1/auth/logout", { token: here.access_token });
  expect([answer.status, answer.text]).toEqual([204, ""]);
  expect(await me(here.access_token)).toBe(401);
  expect((await refresh(here.refresh_token)).status).toBe(400);
  expect(await me(token)).toBe(200);
  expect((await service.client.post("/api/v1/auth/logout", { token: here.access_token })).status).toBe(401);
  expect(await service.auditOf(user.id)).toContain("session_ended");
});

test("revoking either token ends the session; an unknown one is no error (RFC 7009)", async () => {
  await service.account("revoker");
  const one = await service.signIn("revoker");
  const two = await service.signIn("revoker");
  expect((await revoke(one.refresh_token, { token_type_hint: "refresh_token" })).status).toBe(200);
  expect((await revoke(two.access_token)).status).toBe(200);
  for (const { access_token, refresh_token } of [one, two]) {
    expect(await me(access_token)).toBe(401);
    expect((await refresh(refresh_token)).status).toBe(400);
  }
  expect((await revoke(one.refresh_token)).status).toBe(200);
  expect((await revoke("unknown", { token_type_hint: "nonsense" })).status).toBe(200);
  const missing = await service.client.post("/api/v1/auth/revoke", { form: {} });
  expect([missing.status, missing.json()]).toMatchObject([400, { error: "invalid_request" }]);
  expect((await revoke("x", { client_id: "other" })).status).toBe(401);
});

test("a failed sign-in stands in the audit trail, although its answer is an error", async () => {
  const { user } = await service.account("tried");
  const answer = await ask({ grant_type: "password", username: "tried", password: "wrong" });
  expect(answer.status).toBe(400);
  expect(await service.auditOf(user.id)).toEqual(["sign_in_succeeded", "sign_in_failed"]);
});
