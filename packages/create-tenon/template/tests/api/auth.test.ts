import { expect, test } from "vitest";
import { scopesOf } from "../../app/core/roles.ts";
import { password, useService } from "./service.ts";

const service = useService();
const signUp = (account: object) => service.client.post("/api/v1/auth/signup", { json: account });
const askToken = (form: Record<string, string>) => service.client.post("/api/v1/auth/token", { form });

test("signing up makes an account that is usable by its username at once, and sends a welcome", async () => {
  const answer = await signUp({ username: "ada", email: "ada@example.com", password });
  expect([answer.status, answer.json()]).toEqual([
    202,
    { message: "Your account is ready. Sign in with your username." },
  ]);
  await service.client.jobs.drain();
  expect(service.mails.map(({ to, letter }) => [to, letter.subject])).toEqual([
    ["ada@example.com", "Welcome, ada"],
  ]);
  const me = await service.client.get("/api/v1/users/me", { token: await service.tokenFor("ada") });
  expect(me.json()).toMatchObject({
    username: "ada",
    email: "ada@example.com",
    emailVerifiedAt: null,
    roles: [],
  });
  expect(me.text).not.toMatch(/password/i);
});

test("the answer is the same whether or not the e-mail is known", async () => {
  await service.account("known", { admin: true });
  const known = await signUp({ username: "stranger", email: "known@example.com", password });
  const unknown = await signUp({ username: "stranger2", email: "nobody@example.com", password });
  expect([known.status, known.text]).toEqual([unknown.status, unknown.text]);
});

test("a taken username is a conflict, whatever its case; of twenty at once one wins", async () => {
  const first = await signUp({ username: "grace", email: "g@example.com", password });
  expect(first.status).toBe(202);
  const second = await signUp({ username: "GRACE", email: "h@example.com", password });
  expect([second.status, second.json()]).toEqual([
    409,
    { detail: "This username is taken", code: "username_taken" },
  ]);
  const many = await Promise.all(
    Array.from({ length: 20 }, (_, i) => signUp({ username: "race", email: `r${i}@example.com`, password })),
  );
  expect(many.map(({ status }) => status).sort()).toEqual([202, ...Array.from({ length: 19 }, () => 409)]);
});

test("a bad sign-up names every fault, stores nothing and echoes no password", async () => {
  await service.client.jobs.drain();
  const before = service.mails.length;
  const answer = await signUp({ username: "a b", email: "nope", password: "short" });
  expect(answer.status).toBe(422);
  const { detail } = answer.json<{ detail: { loc: string[]; type: string }[] }>();
  expect(detail.map(({ loc }) => loc.join("."))).toEqual(["body.username", "body.email", "body.password"]);
  expect(answer.text).not.toContain('"short"');
  await service.client.jobs.drain();
  expect(service.mails.length).toBe(before);
  expect((await askToken({ grant_type: "password", username: "a b", password: "short" })).status).toBe(400);
});

test("a token response is RFC 6749's and is not kept by anybody", async () => {
  await service.account("token-user");
  const answer = await askToken({ grant_type: "password", username: "token-user", password });
  expect(answer.status).toBe(200);
  expect(answer.headers.get("cache-control")).toBe("no-store");
  expect(answer.json()).toEqual({
    access_token: expect.any(String),
    token_type: "bearer",
    expires_in: 900,
    refresh_token: expect.any(String),
    scope: "",
  });
});

test("scopes are those that the roles allow, or the ones asked for among them", async () => {
  await service.account("boss", { admin: true });
  const all = await askToken({ grant_type: "password", username: "boss", password });
  expect(all.json<{ scope: string }>().scope).toBe(scopesOf(["admin"]).join(" "));
  const some = await askToken({
    grant_type: "password",
    username: "boss",
    password,
    scope: "users:read other",
  });
  expect(some.json<{ scope: string }>().scope).toBe("users:read");
});

test.each([
  [
    "a wrong password",
    { grant_type: "password", username: "token-user", password: "wrong" },
    "invalid_grant",
  ],
  ["an unknown user", { grant_type: "password", username: "nobody", password }, "invalid_grant"],
  ["a NUL in the name", { grant_type: "password", username: "no\0body", password }, "invalid_grant"],
  [
    "an unverified e-mail",
    { grant_type: "password", username: "token-user@example.com", password },
    "invalid_grant",
  ],
  [
    "another grant",
    { grant_type: "client_credentials", username: "x", password: "x" },
    "unsupported_grant_type",
  ],
  ["no grant", { username: "x", password: "x" }, "invalid_request"],
  ["no password", { grant_type: "password", username: "x" }, "invalid_request"],
])("a token request with %s is an error of RFC 6749", async (_name, form: Record<string, string>, error) => {
  await service.account("token-user2").catch(() => undefined);
  const answer = await askToken(form);
  expect([answer.status, answer.json()]).toEqual([400, { error, error_description: expect.any(String) }]);
  expect(answer.headers.get("cache-control")).toBe("no-store");
});

test("a token request as JSON is an error of RFC 6749 as well", async () => {
  const answer = await service.client.post("/api/v1/auth/token", { json: { grant_type: "password" } });
  expect([answer.status, answer.json()]).toMatchObject([400, { error: "invalid_request" }]);
});

test("a verified e-mail signs in", async () => {
  await service.account("verified", { admin: true });
  const answer = await askToken({ grant_type: "password", username: "Verified@example.com", password });
  expect(answer.status).toBe(200);
});
