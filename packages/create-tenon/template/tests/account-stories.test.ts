/**
 * Every story of an account, as people live it: against the service in a process of its own, by HTTP alone, with the links
 * of its mails followed from the captured mailbox.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ServiceProcess, startServiceProcess } from "./service-process.ts";
import { createServerDatabase, testServer } from "./test-database.ts";

const password = "correct horse battery staple";
const newPassword = "a different horse, same staple";
const admin = { username: "first.admin", email: "admin@example.com", password: "the one who was here first" };

let service: ServiceProcess;
let dropDatabase = async () => {};

beforeAll(async () => {
  const env: Record<string, string> = {
    ADMIN_USERNAME: admin.username,
    ADMIN_EMAIL: admin.email,
    ADMIN_PASSWORD: admin.password,
    // All people of these stories live at one address.
    RATE_LIMIT: "off",
    JOBS_IN_PROCESS: "true",
  };
  if (testServer !== undefined) {
    const { url, drop } = await createServerDatabase(testServer);
    dropDatabase = drop;
    env.DATABASE_URL = url.reveal();
  }
  service = await startServiceProcess(env);
  // A new database takes seconds, more on a machine that is busy.
}, 180_000);

afterAll(async () => {
  // Whatever the stories were, it stops without a complaint.
  expect(await service?.stop()).toBe(0);
  await dropDatabase();
});

/** An answer, read to its end. */
interface Answer {
  readonly status: number;
  readonly text: string;
  /** The body as JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: a story says what it expects of it, and fails otherwise
  readonly body: any;
}

interface Tokens {
  readonly access: string;
  readonly refresh: string;
}

async function call(
  method: string,
  path: string,
  { json, form, token }: { json?: object; form?: Record<string, string>; token?: string | undefined } = {},
): Promise<Answer> {
  const headers: Record<string, string> = {};
  if (token !== undefined) headers.authorization = `Bearer ${token}`;
  if (json !== undefined) headers["content-type"] = "application/json";
  if (path === "/api/v1/users" && method === "POST") headers["idempotency-key"] = `"${crypto.randomUUID()}"`;
  const body = json === undefined ? form && new URLSearchParams(form) : JSON.stringify(json);
  const answer = await fetch(new URL(path, service.url), { method, headers, ...(body && { body }) });
  const text = await answer.text();
  const isJson = answer.headers.get("content-type")?.startsWith("application/json");
  return { status: answer.status, text, body: isJson && text !== "" ? JSON.parse(text) : undefined };
}

const emailOf = (username: string) => `${username}@example.com`;
const signUp = (username: string, email = emailOf(username)) =>
  call("POST", "/api/v1/auth/signup", { json: { username, email, password } });
const askTokens = (form: Record<string, string>) => call("POST", "/api/v1/auth/token", { form });
const tryToSignIn = (username: string, secret = password) =>
  askTokens({ grant_type: "password", username, password: secret });
const tryToRefresh = (refresh_token: string) => askTokens({ grant_type: "refresh_token", refresh_token });
const tokensIn = ({ status, text, body }: Answer): Tokens => {
  expect([status, text]).toEqual([200, expect.stringContaining("access_token")]);
  return { access: body.access_token, refresh: body.refresh_token };
};
const signIn = async (username: string, secret?: string) => tokensIn(await tryToSignIn(username, secret));
const me = (token: string) => call("GET", "/api/v1/users/me", { token });

/** Reads the mailbox until there is a mail to somebody with this subject; gives its text. */
async function mailTo(email: string, subject: string): Promise<string> {
  const deadline = performance.now() + 30_000;
  while (performance.now() < deadline) {
    const { text: list } = await call("GET", "/dev/mailbox");
    for (const [, href = "", title, to] of list.matchAll(
      /<li><a href="([^"]+)">([^<]*)<\/a> to ([^<]*)<\/li>/g,
    )) {
      if (title === subject && to === email) return (await call("GET", href)).text;
    }
    await sleep(50);
  }
  throw new Error(`No mail "${subject}" to ${email}`);
}

/** Follows the link of a mail and presses the button of its page, with what has to be filled in. */
async function follow(mail: string, fields: Record<string, string> = {}): Promise<Answer> {
  const [, link = ""] = /<a href="([^"]+)">http/.exec(mail) ?? [];
  const { origin, pathname, search } = new URL(link);
  expect(origin).toBe(service.url);
  const opened = await call("GET", pathname + search);
  expect(opened.text).toContain('<form method="post"');
  const hidden = [...opened.text.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)];
  const form = { ...Object.fromEntries(hidden.map(([, name, value]) => [name, value])), ...fields };
  return call("POST", pathname, { form });
}

/** Somebody whose e-mail is proved, signed in. */
async function member(username: string): Promise<Tokens> {
  expect((await signUp(username)).status).toBe(202);
  const page = await follow(await mailTo(emailOf(username), `Welcome, ${username}`));
  expect(page.text).toContain("Your e-mail is confirmed");
  return signIn(username);
}

describe("somebody new", () => {
  test("signs up, signs in at once, proves the e-mail, and signs in by that as well", async () => {
    expect((await signUp("ada")).status).toBe(202);
    const { access } = await signIn("ada");
    expect((await me(access)).body).toMatchObject({ username: "ada", emailVerifiedAt: null });
    expect((await tryToSignIn(emailOf("ada"))).status).toBe(400);
    const mail = await mailTo(emailOf("ada"), "Welcome, ada");
    expect((await follow(mail)).status).toBe(200);
    await signIn("ADA@example.com");
    expect((await me(access)).body.emailVerifiedAt).toEqual(expect.any(String));
    // The link is spent.
    expect((await follow(mail)).status).toBe(400);
  });

  test("loses the first mail and asks for another", async () => {
    await signUp("forgetful");
    const { access } = await signIn("forgetful");
    const first = await mailTo(emailOf("forgetful"), "Welcome, forgetful");
    expect((await call("POST", "/api/v1/users/me/email/verification", { token: access })).status).toBe(202);
    // The newest stands first in the mailbox.
    let second = first;
    while (second === first) second = await mailTo(emailOf("forgetful"), "Welcome, forgetful");
    expect((await follow(first)).status).toBe(400);
    expect((await follow(second)).status).toBe(200);
  });

  test("is not told whether an e-mail is known; its owner is", async () => {
    await member("owner");
    const known = await signUp("guesser", emailOf("owner"));
    const unknown = await signUp("guesser2");
    expect([known.status, known.text]).toEqual([unknown.status, unknown.text]);
    expect(await mailTo(emailOf("owner"), "You have an account already")).toContain("guesser");
    expect((await signUp("OWNER")).body).toMatchObject({ code: "username_taken" });
  });
});

describe("a member", () => {
  test("stays signed in by refreshing; a copied refresh token ends it for both", async () => {
    const first = await member("robin");
    const second = tokensIn(await tryToRefresh(first.refresh));
    const third = tokensIn(await tryToRefresh(second.refresh));
    expect((await me(third.access)).status).toBe(200);
    // Whoever has a copy of the first comes now.
    expect((await tryToRefresh(first.refresh)).body).toMatchObject({ error: "invalid_grant" });
    expect((await tryToRefresh(third.refresh)).status).toBe(400);
    expect((await me(third.access)).status).toBe(401);
    await signIn("robin");
  });

  test("changes the password: the other devices are out, the old one is worth nothing", async () => {
    const here = await member("changer");
    const there = await signIn("changer");
    const change = (currentPassword: string, to: string) =>
      call("PUT", "/api/v1/users/me/password", {
        token: here.access,
        json: { currentPassword, password: to },
      });
    expect((await change("not this one", newPassword)).body).toMatchObject({ code: "wrong_password" });
    expect((await change(password, "changer@example.com")).status).toBe(422);
    expect((await change(password, newPassword)).status).toBe(204);
    expect([(await me(here.access)).status, (await me(there.access)).status]).toEqual([200, 401]);
    expect((await tryToSignIn("changer")).status).toBe(400);
    await signIn("changer", newPassword);
    await mailTo(emailOf("changer"), "Your password was changed");
  });

  test("forgets the password and sets a new one by the mail; all devices are out", async () => {
    const { access } = await member("amnesia");
    const ask = (email: string) => call("POST", "/api/v1/auth/forgot-password", { json: { email } });
    const [known, unknown] = [await ask(emailOf("amnesia")), await ask("nobody@example.com")];
    expect([known.status, known.text]).toEqual([unknown.status, unknown.text]);
    const mail = await mailTo(emailOf("amnesia"), "Set a new password");
    expect((await follow(mail, { password: "short" })).status).toBe(422);
    expect((await follow(mail, { password: newPassword })).text).toContain("Your password is set");
    expect((await follow(mail, { password: newPassword })).status).toBe(400);
    expect((await me(access)).status).toBe(401);
    expect((await tryToSignIn("amnesia")).status).toBe(400);
    await signIn(emailOf("amnesia"), newPassword);
  });

  test("moves to another e-mail: the old one is told, the new one has to be confirmed", async () => {
    const { access } = await member("mover");
    const json = { currentPassword: password, email: "moved@example.org" };
    expect((await call("PUT", "/api/v1/users/me/email", { token: access, json })).status).toBe(202);
    expect(await mailTo(emailOf("mover"), "Your e-mail is being changed")).toContain("moved@example.org");
    await signIn(emailOf("mover"));
    await follow(await mailTo("moved@example.org", "Confirm your new e-mail"));
    await signIn("moved@example.org");
    expect((await tryToSignIn(emailOf("mover"))).status).toBe(400);
    // An e-mail that is somebody's stays theirs; only they learn of it.
    const wanted = { currentPassword: password, email: emailOf("ada") };
    expect((await call("PUT", "/api/v1/users/me/email", { token: access, json: wanted })).status).toBe(202);
    await mailTo(emailOf("ada"), "Your e-mail was given for another account");
  });

  test("takes another name", async () => {
    const { access } = await member("maiden");
    const rename = (username: string) =>
      call("PATCH", "/api/v1/users/me", { token: access, json: { username } });
    expect((await rename("Ada")).body).toMatchObject({ code: "username_taken" });
    expect((await rename("married")).body).toMatchObject({ username: "married" });
    await signIn("married");
    expect((await tryToSignIn("maiden")).status).toBe(400);
  });

  test("looks at the sessions, ends a lost phone's, then all others", async () => {
    const laptop = await member("devices");
    const phone = await signIn("devices");
    const tablet = await signIn("devices");
    const list = async (token: string): Promise<{ id: string; current: boolean }[]> =>
      (await call("GET", "/api/v1/users/me/sessions", { token })).body;
    const ofPhone = (await list(phone.access)).find(({ current }) => current)?.id;
    const end = () => call("DELETE", `/api/v1/users/me/sessions/${ofPhone}`, { token: laptop.access });
    expect((await end()).status).toBe(204);
    expect((await end()).status).toBe(404);
    expect([(await me(phone.access)).status, (await tryToRefresh(phone.refresh)).status]).toEqual([401, 400]);
    expect((await me(tablet.access)).status).toBe(200);
    expect((await call("DELETE", "/api/v1/users/me/sessions", { token: laptop.access })).status).toBe(204);
    expect([(await me(tablet.access)).status, (await me(laptop.access)).status]).toEqual([401, 200]);
    expect(await list(laptop.access)).toHaveLength(1);
  });

  test("signs out, and an app throws its token away: either way nothing of the session works any more", async () => {
    const first = await member("leaver");
    expect((await call("POST", "/api/v1/auth/logout", { token: first.access })).status).toBe(204);
    const second = await signIn("leaver");
    const revoke = (token: string) => call("POST", "/api/v1/auth/revoke", { form: { token } });
    expect((await revoke(second.refresh)).status).toBe(200);
    expect((await revoke("what nobody ever gave")).status).toBe(200);
    for (const { access, refresh } of [first, second])
      expect([(await me(access)).status, (await tryToRefresh(refresh)).status]).toEqual([401, 400]);
  });

  test("leaves for good: nothing is left but the name, which is free", async () => {
    const { access, refresh } = await member("goner");
    const leave = (currentPassword: string) =>
      call("POST", "/api/v1/users/me/delete", { token: access, json: { currentPassword } });
    expect((await leave("not this one")).status).toBe(403);
    expect((await leave(password)).status).toBe(204);
    await mailTo(emailOf("goner"), "Your account was deleted");
    expect([(await me(access)).status, (await tryToRefresh(refresh)).status]).toEqual([401, 400]);
    expect((await tryToSignIn("goner")).status).toBe(400);
    expect((await signUp("goner")).status).toBe(202);
  });
});

describe("the administrator of the environment", () => {
  const asAdmin = async () => (await signIn(admin.username, admin.password)).access;

  test("finds people, page by page, and reads one", async () => {
    const { access } = await member("needle");
    const token = await asAdmin();
    const found = await call("GET", "/api/v1/users?search=NEEDLE&emailVerified=true", { token });
    expect(found.body).toMatchObject({ total: 1, items: [{ username: "needle" }], nextCursor: null });
    const [{ id }] = found.body.items;
    expect((await call("GET", `/api/v1/users/${id}`, { token })).body).toEqual(found.body.items[0]);
    const names: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const query: string = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
      const { body } = await call("GET", `/api/v1/users?limit=3&sort=username${query}`, { token });
      names.push(...body.items.map(({ username }: { username: string }) => username));
      cursor = body.nextCursor;
    }
    expect(names).toEqual([...new Set(names)].sort());
    expect(names).toEqual(expect.arrayContaining(["ada", "first.admin", "needle"]));
    // None of it is for the others.
    for (const path of ["/api/v1/users", `/api/v1/users/${id}`, "/api/v1/audit-events"])
      expect((await call("GET", path, { token: access })).status).toBe(403);
  });

  test("makes an account, gives it a role and takes it away: each counts from the next request on", async () => {
    const token = await asAdmin();
    const json = { username: "deputy", email: emailOf("deputy"), password };
    const made = await call("POST", "/api/v1/users", { token, json });
    expect([made.status, made.body.roles]).toEqual([201, []]);
    const change = (change: object) =>
      call("PATCH", `/api/v1/users/${made.body.id}`, { token, json: change });
    const list = (access: string) => call("GET", "/api/v1/users", { token: access });
    expect((await list((await signIn("deputy")).access)).status).toBe(403);
    expect((await change({ roles: ["admin"] })).body.roles).toEqual(["admin"]);
    const deputy = await signIn("deputy");
    expect((await list(deputy.access)).status).toBe(200);
    expect((await change({ roles: [] })).status).toBe(200);
    expect((await list(deputy.access)).status).toBe(403);
    // Nor does a refresh bring it back.
    expect((await list(tokensIn(await tryToRefresh(deputy.refresh)).access)).status).toBe(403);
  });

  test("disables somebody, who is out at once, and enables them again; the trail tells it all", async () => {
    const { access, refresh } = await member("trouble");
    const token = await asAdmin();
    const { id } = (await me(access)).body;
    const change = (isActive: boolean) => call("PATCH", `/api/v1/users/${id}`, { token, json: { isActive } });
    expect((await change(false)).body).toMatchObject({ isActive: false });
    expect([(await me(access)).status, (await tryToRefresh(refresh)).status]).toEqual([401, 400]);
    expect((await tryToSignIn("trouble")).status).toBe(400);
    expect((await change(true)).status).toBe(200);
    await signIn("trouble");
    const { body } = await call("GET", `/api/v1/audit-events?userId=${id}`, { token });
    expect(body.map(({ event }: { event: string }) => event).reverse()).toEqual([
      "signed_up",
      "email_verified",
      "sign_in_succeeded",
      "account_disabled",
      "sessions_ended",
      "sign_in_failed",
      "account_enabled",
      "sign_in_succeeded",
    ]);
  });

  test("wakes somebody who put their own account to sleep, and cannot leave the service without an administrator", async () => {
    const { access } = await member("sleeper");
    const token = await asAdmin();
    const { id } = (await me(access)).body;
    const deactivate = (token: string, currentPassword: string) =>
      call("POST", "/api/v1/users/me/deactivate", { token, json: { currentPassword } });
    expect((await deactivate(access, password)).status).toBe(204);
    expect([(await me(access)).status, (await tryToSignIn("sleeper")).status]).toEqual([401, 400]);
    await call("PATCH", `/api/v1/users/${id}`, { token, json: { isActive: true } });
    await signIn("sleeper");
    expect((await deactivate(token, admin.password)).body).toMatchObject({ code: "last_admin" });
  });
});
