/** Signing in with an outside OpenID Connect provider: what it opens, and what it must not. */
import { dependency, override } from "tenon";
import { afterAll, beforeEach, expect, test, vi } from "vitest";
import type { OpenIdSettings } from "../../app/core/config.ts";
import { openIdClient } from "../../app/core/openid-client.ts";
import { currentSettings, settings } from "../../app/core/settings.ts";
import { runScript } from "../child.ts";
import { type Person, providerClient, startProvider } from "../openid-provider.ts";
import { type Tokens, useService } from "./service.ts";

// The routes are there only where a provider is set, and that is read when the service is imported.
vi.hoisted(() => {
  process.env.OIDC_ISSUER = "http://127.0.0.1:1";
  process.env.OIDC_CLIENT_ID = "service";
  process.env.CORS_ORIGINS = "https://app.example.com";
  process.env.OIDC_CLIENT_SECRET = "a secret, with : and %";
});

const provider = await startProvider();
afterAll(() => provider[Symbol.asyncDispose]());

const service = useService([
  override(
    settings,
    dependency({ scope: "app" }, () => {
      const { openId, ...rest } = currentSettings();
      if (openId === undefined) throw new Error("OIDC_ISSUER is not set");
      return { ...rest, openId: { ...openId, issuer: provider.issuer } };
    }),
  ),
]);

beforeEach(() => {
  provider.claims = {};
  provider.fault = "none";
});

const start = () => service.client.get("/api/v1/auth/openid");

/** The browser's cookie, as it sends it. */
const cookieOf = (answer: Awaited<ReturnType<typeof start>>) =>
  (answer.headers.get("set-cookie") ?? "").split(";")[0] ?? "";

/** Goes to the provider; gives the query that it sends back with. */
async function visit(address: string | null): Promise<string> {
  const answer = await fetch(address ?? "", { redirect: "manual" });
  expect(answer.status).toBe(303);
  return new URL(answer.headers.get("location") ?? "").search;
}

const callback = (query: string, cookie: string) =>
  service.client.get(`/api/v1/auth/openid/callback${query}`, { headers: { cookie } });

/** The whole way of a browser. */
async function signIn(person: Person) {
  provider.person = person;
  const away = await start();
  const query = await visit(away.headers.get("location"));
  return callback(query, cookieOf(away));
}

const codeOf = (answer: { json<T>(): T }) => answer.json<{ code?: string }>().code;
const me = async (token: string) => {
  const answer = await service.client.get("/api/v1/users/me", { token });
  return answer.json<{ id: string; username: string; email: string; emailVerifiedAt: string | null }>();
};
const meAfter = async (person: Person) => {
  const answer = await signIn(person);
  expect([answer.status, answer.text]).toEqual([200, expect.any(String)]);
  return me(answer.json<Tokens>().access_token);
};

test("the way to the provider carries a challenge, a state and a nonce, and no secret", async () => {
  const away = await start();
  expect([away.status, away.headers.get("cache-control")]).toEqual([303, "no-store"]);
  const { searchParams } = new URL(away.headers.get("location") ?? "");
  expect(Object.fromEntries(searchParams)).toMatchObject({
    response_type: "code",
    client_id: providerClient.id,
    redirect_uri: `${currentSettings().publicUrl}/api/v1/auth/openid/callback`,
    scope: "openid email profile",
    code_challenge_method: "S256",
  });
  expect(away.headers.get("set-cookie")).toMatch(
    /^openid=[^;]+; HttpOnly; Max-Age=600; Path=\/; SameSite=lax$/,
  );
  const [state, nonce, verifier] = cookieOf(away).replace("openid=", "").split(".");
  expect(searchParams.get("state")).toBe(state);
  expect(searchParams.get("nonce")).toBe(nonce);
  expect(String(searchParams)).not.toContain(verifier);
  expect(cookieOf(await start())).not.toBe(cookieOf(away));
});

test("somebody new gets an account with the verified e-mail, the wished name and the service's own tokens", async () => {
  const person = { sub: "1", email: "Nora@example.com", email_verified: true, preferred_username: "nora" };
  const answer = await signIn(person);
  expect([answer.status, answer.headers.get("cache-control")]).toEqual([200, "no-store"]);
  expect(answer.headers.get("set-cookie")).toMatch(/^openid="";.*Max-Age=0/);
  const tokens = answer.json<Tokens>();
  const nora = await me(tokens.access_token);
  expect(nora).toMatchObject({
    username: "nora",
    email: "Nora@example.com",
    emailVerifiedAt: expect.any(String),
  });
  const form = { grant_type: "refresh_token", refresh_token: tokens.refresh_token };
  expect((await service.client.post("/api/v1/auth/token", { form })).status).toBe(200);
  expect(await service.auditOf(nora.id)).toEqual(["signed_up", "sign_in_succeeded"]);

  // The subject is who it is: another e-mail or name there changes nothing here.
  const later = await meAfter({ sub: "1", email: "new@example.com", email_verified: false });
  expect(later).toEqual(nora);
});

test("a name that is taken, or is none, gives way to one that says nothing of the e-mail", async () => {
  await service.account("wanted");
  for (const [sub, preferred_username] of [
    ["2", "Wanted"],
    ["3", "o'hara@example.com"],
    ["4", undefined],
  ] as const) {
    const person = { sub, email: `secret-${sub}@example.com`, email_verified: true };
    const made = await meAfter(preferred_username === undefined ? person : { ...person, preferred_username });
    expect(made.username).toMatch(/^user-[0-9a-f]{12}$/);
  }
});

test("an account is linked when both sides have verified the e-mail, and its owner is told", async () => {
  const { user } = await service.account("linda", { verified: true });
  expect(await meAfter({ sub: "5", email: "LINDA@example.com", email_verified: true })).toMatchObject({
    id: user.id,
  });
  await service.client.jobs.drain();
  expect(service.mails.filter(({ to }) => to === user.email).map(({ letter }) => letter.subject)).toEqual([
    "Your account has another way in",
  ]);
  expect(await service.auditOf(user.id)).toContain("identity_linked");
  // The password works as before.
  expect((await service.signIn("linda")).scope).toBe("");
});

test("an account whose e-mail was only typed is never linked: who waits there for its owner gets nothing", async () => {
  const { user: squatter } = await service.account("squatter");
  const victim = await meAfter({ sub: "6", email: squatter.email, email_verified: true });
  expect(victim.id).not.toBe(squatter.id);
});

test.each([
  ["no", false],
  ["absent", undefined],
  ["text", "false"],
])("an e-mail whose email_verified is %s opens and makes nothing", async (name, email_verified) => {
  const { user } = await service.account(`typed-${name}`, { verified: true });
  const answer = await signIn({
    sub: `7-${name}`,
    email: user.email,
    ...(email_verified === undefined ? {} : { email_verified }),
  });
  expect([answer.status, codeOf(answer)]).toEqual([403, "email_not_verified"]);
  expect((await signIn({ sub: `8-${name}`, email_verified: true })).status).toBe(403);
});

test("two first sign-ins of one person at once make one account", async () => {
  provider.person = { sub: "twice", email: "twice@example.com", email_verified: true };
  const browsers = await Promise.all([start(), start(), start()]);
  const queries = await Promise.all(browsers.map((away) => visit(away.headers.get("location"))));
  const answers = await Promise.all(
    queries.map((query, index) => callback(query, cookieOf(browsers[index] as (typeof browsers)[0]))),
  );
  const signedIn = answers.filter(({ status }) => status === 200);
  expect(signedIn.length).toBeGreaterThan(0);
  // Who lost starts again.
  for (const lost of answers.filter(({ status }) => status !== 200))
    expect([lost.status, codeOf(lost)]).toEqual([400, "sign_in_not_finished"]);
  const ids = await Promise.all(signedIn.map(async (it) => (await me(it.json<Tokens>().access_token)).id));
  expect(new Set(ids).size).toBe(1);
});

test("an e-mail that stands at the userinfo endpoint only is asked for there", async () => {
  provider.fault = "claims only in userinfo";
  const person = { sub: "9", email: "shy@example.com", email_verified: true };
  expect(await meAfter(person)).toMatchObject({ email: "shy@example.com" });
});

test("a disabled account does not come in, linked or not, and it stands in the trail", async () => {
  const { token: admin } = await service.account("keeper", { admin: true });
  const disabled = async (id: string) => {
    const answer = await service.client.patch(`/api/v1/users/${id}`, {
      token: admin,
      json: { isActive: false },
    });
    expect(answer.status).toBe(200);
  };
  const { user } = await service.account("asleep", { verified: true });
  await disabled(user.id);
  const person = { sub: "10", email: user.email, email_verified: true };
  const unlinked = await signIn(person);
  expect([unlinked.status, codeOf(unlinked)]).toEqual([403, "account_disabled"]);
  const other = await meAfter({ sub: "11", email: "awake@example.com", email_verified: true });
  await disabled(other.id);
  const linked = await signIn({ sub: "11" });
  expect([linked.status, codeOf(linked)]).toEqual([403, "account_disabled"]);
  expect((await service.auditOf(other.id)).at(-1)).toBe("sign_in_failed");
  expect(await service.auditOf(user.id)).not.toContain("identity_linked");
});

test("an account without a password cannot be opened by one, and gets one by mail", async () => {
  const made = await meAfter({ sub: "12", email: "nopass@example.com", email_verified: true });
  const ask = (password: string) =>
    service.client.post("/api/v1/auth/token", {
      form: { grant_type: "password", username: made.email, password },
    });
  expect((await ask("")).status).toBe(400);
  expect((await ask("null")).status).toBe(400);
  await service.client.post("/api/v1/auth/forgot-password", { json: { email: made.email } });
  const password = "now there is a password";
  const json = { token: await service.linkIn(made.email), password };
  expect((await service.client.post("/api/v1/auth/reset-password", { json })).status).toBe(204);
  expect((await ask(password)).status).toBe(200);
});

test("an answer of another browser, of none, or twice gives nothing", async () => {
  provider.person = { sub: "13", email: "thirteen@example.com", email_verified: true };
  const away = await start();
  const query = await visit(away.headers.get("location"));
  const others = cookieOf(await start());
  for (const cookie of ["", "openid=", "openid=a.b.c", others]) {
    const answer = await callback(query, cookie);
    expect([answer.status, codeOf(answer)], cookie).toEqual([400, "sign_in_not_finished"]);
  }
  // Nor with the right state and another's secret: the code is bound to it.
  const [state, nonce] = cookieOf(away).split(".");
  const mixed = `${state}.${nonce}.${others.split(".")[2]}`;
  expect((await callback(query, mixed)).status).toBe(400);

  const again = await start();
  const fresh = await visit(again.headers.get("location"));
  expect((await callback(fresh, cookieOf(again))).status).toBe(200);
  const reused = await callback(fresh, cookieOf(again));
  expect([reused.status, codeOf(reused)]).toEqual([400, "sign_in_not_finished"]);
});

test("a front end that is listed may read the tokens with its cookie, and nothing else with one", async () => {
  const shared = async (path: string, origin: string) => {
    const { headers } = await service.client.get(path, { headers: { origin } });
    return [headers.get("access-control-allow-origin"), headers.get("access-control-allow-credentials")];
  };
  const listed = "https://app.example.com";
  expect(await shared("/api/v1/auth/openid/callback", listed)).toEqual([listed, "true"]);
  expect((await shared("/api/v1/auth/openid/callback", "https://evil.example"))[0]).toBeNull();
  for (const path of ["/api/v1/users/me", "/admin/jobs/", "/account/forgot-password"])
    expect(await shared(path, listed)).toEqual([listed, null]);
});

test("an answer in another provider's name, or a refusal, is not finished", async () => {
  provider.person = { sub: "14", email: "fourteen@example.com", email_verified: true };
  const away = await start();
  const query = new URLSearchParams(await visit(away.headers.get("location")));
  query.set("iss", "https://evil.example");
  expect((await callback(`?${query}`, cookieOf(away))).status).toBe(400);
  provider.fault = "denies";
  const denied = await signIn(provider.person);
  expect([denied.status, codeOf(denied)]).toEqual([400, "sign_in_not_finished"]);
});

test.each([
  ["nonce", { nonce: "another" }],
  ["issuer", { iss: "https://evil.example" }],
  ["audience", { aud: "another-client" }],
  ["audience beside ours", { aud: ["service", "another"], azp: "another" }],
  ["expiry", { exp: 1_000_000_000 }],
])("an ID token with a wrong %s is refused", async (_, claims) => {
  provider.claims = claims;
  const answer = await signIn({ sub: "15", email: "fifteen@example.com", email_verified: true });
  expect([answer.status, codeOf(answer)]).toEqual([400, "sign_in_not_finished"]);
});

test("an ID token signed with a key that is not the provider's is refused", async () => {
  provider.fault = "foreign key";
  const answer = await signIn({ sub: "16", email: "sixteen@example.com", email_verified: true });
  expect([answer.status, codeOf(answer)]).toEqual([400, "sign_in_not_finished"]);
});

test("a provider that is down is a 503 that says when to come back; it recovers by itself", async () => {
  provider.person = { sub: "17", email: "seventeen@example.com", email_verified: true };
  const away = await start();
  const query = await visit(away.headers.get("location"));
  provider.fault = "down";
  const down = await callback(query, cookieOf(away));
  expect([down.status, codeOf(down), down.headers.get("retry-after")]).toEqual([
    503,
    "provider_unavailable",
    "5",
  ]);
  expect(service.logs.findLast(({ fields }) => "err" in fields)).toMatchObject({
    level: "error",
    fields: { status: 503, category: "dependency", err: { cause: expect.any(Error) } },
  });
  // A client that it does not know is this service's to set right, not the caller's.
  provider.fault = "forgets its client";
  expect((await signIn(provider.person)).status).toBe(503);
  provider.fault = "none";
  expect((await callback(query, cookieOf(away))).status).toBe(200);
});

test("a provider that is down when it is first asked is a 503, and is asked again", async () => {
  provider.fault = "down";
  const { issuer } = provider;
  const openId = await openIdClient({ ...currentSettings().openId, issuer } as OpenIdSettings);
  await expect(openId.start()).rejects.toMatchObject({ status: 503, cause: expect.any(Error) });
  provider.fault = "none";
  expect((await openId.start()).url.origin).toBe(issuer);
});

test("without OIDC_ISSUER there is no route of it", { timeout: 60_000 }, async () => {
  const keys = async (env: Record<string, string>) =>
    (await runScript("tests/fixtures/route-keys.ts", { env: { ENVIRONMENT: "test", ...env } })).stdout;
  expect(await keys({})).not.toContain("openId");
  expect(await keys({ OIDC_ISSUER: "https://id.example", OIDC_CLIENT_ID: "service" })).toContain("openId");
});
