/** One's own account: proving an e-mail, passwords, sessions, leaving. */
import { expect, test } from "vitest";
import { password, useService } from "./service.ts";

const service = useService();
const next = "another correct horse battery";
const post = (path: string, json: object, token?: string) =>
  service.client.post(path, { json, ...(token === undefined ? {} : { token }) });
const signUp = (username: string, email = `${username}@example.com`) =>
  post("/api/v1/auth/signup", { username, email, password });
const verify = (token: string) => post("/api/v1/auth/verify-email", { token });
const forgot = (email: string) => post("/api/v1/auth/forgot-password", { email });
const reset = (token: string, to = next) => post("/api/v1/auth/reset-password", { token, password: to });
const me = (token: string) => service.client.get("/api/v1/users/me", { token });
const asks = async (username: string, secret = password) =>
  (
    await service.client.post("/api/v1/auth/token", {
      form: { grant_type: "password", username, password: secret },
    })
  ).status;
const subjectsTo = async (email: string) => {
  await service.client.jobs.drain();
  return service.mails.filter(({ to }) => to === email).map(({ letter }) => letter.subject);
};

test("an e-mail is verified by the link in the mail, once, and then signs in", async () => {
  await signUp("vera");
  const link = await service.linkIn("vera@example.com");
  expect(await asks("vera@example.com")).toBe(400);
  expect((await verify(link)).status).toBe(204);
  expect(await asks("Vera@example.com")).toBe(200);
  const again = await verify(link);
  expect([again.status, again.json<{ code: string }>().code]).toEqual([400, "link_invalid"]);
  expect((await verify("nonsense")).status).toBe(400);
});

test("the mail can be asked for once more; only the last link works", async () => {
  await signUp("again");
  const first = await service.linkIn("again@example.com");
  const token = await service.tokenFor("again");
  expect((await post("/api/v1/users/me/email/verification", {}, token)).status).toBe(202);
  const second = await service.linkIn("again@example.com");
  expect((await verify(first)).status).toBe(400);
  expect((await verify(second)).status).toBe(204);
  const sent = service.mails.length;
  expect((await post("/api/v1/users/me/email/verification", {}, token)).status).toBe(202);
  await service.client.jobs.drain();
  expect(service.mails.length).toBe(sent);
});

test("a sign-up with a known e-mail answers the same, and writes to the owner instead", async () => {
  await service.account("owner", { verified: true });
  const known = await signUp("stranger1", "OWNER@example.com");
  const unknown = await signUp("stranger2", "nobody-knows@example.com");
  expect([known.status, known.text]).toEqual([unknown.status, unknown.text]);
  expect(await subjectsTo("owner@example.com")).toEqual(["You have an account already"]);
  expect(await subjectsTo("OWNER@example.com")).toEqual([]);
  const letter = service.mails.findLast(({ to }) => to === "owner@example.com")?.letter;
  expect(JSON.stringify(letter)).not.toContain("verify-email");
  // Both accounts work: signing in tells no more than signing up did.
  expect([await asks("stranger1"), await asks("stranger2")]).toEqual([200, 200]);
});

test("of two accounts with one unverified e-mail the first to verify has it", async () => {
  await signUp("early", "shared@example.com");
  const first = await service.linkIn("shared@example.com");
  await signUp("late", "shared@example.com");
  const second = await service.linkIn("shared@example.com");
  expect((await verify(second)).status).toBe(204);
  const late = await verify(first);
  expect([late.status, late.json<{ code: string }>().code]).toEqual([409, "email_taken"]);
});

test("a forgotten password is set anew by a link; all sessions end, and the owner is told", async () => {
  const { user, token } = await service.account("forgetful", { verified: true });
  const answer = await forgot("Forgetful@example.com");
  expect(answer.status).toBe(202);
  const link = await service.linkIn("forgetful@example.com");
  const short = await reset(link, "short");
  expect([short.status, short.text.includes('"short"')]).toEqual([422, false]);
  expect((await reset(link)).status).toBe(204);
  expect((await reset(link)).status).toBe(400);
  expect((await me(token)).status).toBe(401);
  expect([await asks("forgetful"), await asks("forgetful", next)]).toEqual([400, 200]);
  expect(await subjectsTo("forgetful@example.com")).toEqual([
    "Set a new password",
    "Your password was changed",
  ]);
  expect(await service.auditOf(user.id)).toEqual(
    expect.arrayContaining(["password_reset_requested", "sessions_ended", "password_reset"]),
  );
});

test("asking for a link answers the same for an unknown, an unverified and a verified e-mail", async () => {
  await service.account("known", { verified: true });
  await service.account("unproven");
  await service.client.jobs.drain();
  const before = service.mails.length;
  const answers = [];
  for (const name of ["known", "unproven", "nobody"]) answers.push(await forgot(`${name}@example.com`));
  expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
  await service.client.jobs.drain();
  expect(service.mails.slice(before).map(({ to }) => to)).toEqual(["known@example.com"]);
});

test("a link is for one thing only", async () => {
  await signUp("mixed");
  expect((await reset(await service.linkIn("mixed@example.com"))).status).toBe(400);
  expect((await verify(await service.linkIn("mixed@example.com"))).status).toBe(204);
});

test("a password is changed with the present one; the other sessions end, this one stays", async () => {
  const { user, token } = await service.account("changer");
  const other = await service.tokenFor("changer");
  const change = (currentPassword: string, to = next) =>
    service.client.put("/api/v1/users/me/password", { token, json: { currentPassword, password: to } });
  const wrong = await change("wrong");
  expect([wrong.status, wrong.json<{ code: string }>().code]).toEqual([403, "wrong_password"]);
  const common = await change(password, "passwordpassword");
  expect([common.status, common.json<{ detail: { loc: string[] }[] }>().detail[0]?.loc]).toEqual([
    422,
    ["body", "password"],
  ]);
  expect((await change(password)).status).toBe(204);
  expect([(await me(token)).status, (await me(other)).status]).toEqual([200, 401]);
  expect([await asks("changer"), await asks("changer", next)]).toEqual([400, 200]);
  // The failure is kept, although its answer was an error.
  expect(await service.auditOf(user.id)).toEqual(
    expect.arrayContaining(["password_check_failed", "password_changed"]),
  );
});

test("a new e-mail counts when its link was followed, and the old one is told", async () => {
  const { token } = await service.account("mover", { verified: true });
  const change = (email: string, currentPassword = password) =>
    service.client.put("/api/v1/users/me/email", { token, json: { currentPassword, email } });
  expect((await change("moved@example.com", "wrong")).status).toBe(403);
  const answer = await change("moved@example.com");
  expect(answer.status).toBe(202);
  expect((await me(token)).json()).toMatchObject({ email: "mover@example.com" });
  expect(await subjectsTo("mover@example.com")).toEqual(["Your e-mail is being changed"]);
  expect((await verify(await service.linkIn("moved@example.com"))).status).toBe(204);
  expect((await me(token)).json()).toMatchObject({
    email: "moved@example.com",
    emailVerifiedAt: expect.any(String),
  });
  expect([await asks("moved@example.com"), await asks("mover@example.com")]).toEqual([200, 400]);
  // One that is somebody else's: the same answer, and its owner is told.
  await service.account("settled", { verified: true });
  const taken = await change("settled@example.com");
  expect([taken.status, taken.text]).toEqual([answer.status, answer.text]);
  expect(await subjectsTo("settled@example.com")).toEqual(["Your e-mail was given for another account"]);
});

test("sessions are listed to their owner, and ended one by one or all but this", async () => {
  const { token } = await service.account("devices");
  const phone = await service.tokenFor("devices");
  const tablet = await service.tokenFor("devices");
  const { token: foreign } = await service.account("foreign");
  const list = async (it: string) =>
    (await service.client.get("/api/v1/users/me/sessions", { token: it })).json<
      { id: string; current: boolean; userAgent: unknown }[]
    >();
  const sessions = await list(phone);
  expect(sessions).toHaveLength(3);
  expect(sessions.filter(({ current }) => current)).toHaveLength(1);
  const own = sessions.find(({ current }) => current)?.id ?? "";
  const end = (id: string, it: string) =>
    service.client.delete(`/api/v1/users/me/sessions/${id}`, { token: it });
  // Somebody else's is not found, and goes on.
  const refused = await end(own, foreign);
  expect([refused.status, refused.json<{ code: string }>().code]).toEqual([404, "session_not_found"]);
  expect((await end(own, token)).status).toBe(204);
  expect([(await me(phone)).status, (await me(tablet)).status]).toEqual([401, 200]);
  expect((await end(own, token)).status).toBe(404);
  expect((await service.client.delete("/api/v1/users/me/sessions", { token })).status).toBe(204);
  expect([(await me(tablet)).status, (await me(token)).status]).toEqual([401, 200]);
  expect(await list(token)).toHaveLength(1);
  expect((await me(foreign)).status).toBe(200);
});

test("an account is deactivated by its owner: its sessions end and it signs in no more", async () => {
  const { token } = await service.account("sleeper");
  const deactivate = (currentPassword: string) =>
    post("/api/v1/users/me/deactivate", { currentPassword }, token);
  expect((await deactivate("wrong")).status).toBe(403);
  expect((await deactivate(password)).status).toBe(204);
  expect([(await me(token)).status, await asks("sleeper")]).toEqual([401, 400]);
});

test("an account is deleted by its owner with all that is its; the audit trail stays", async () => {
  const { user, token } = await service.account("goner", { verified: true });
  expect((await post("/api/v1/users/me/delete", { currentPassword: "wrong" }, token)).status).toBe(403);
  expect((await post("/api/v1/users/me/delete", { currentPassword: password }, token)).status).toBe(204);
  expect([(await me(token)).status, await asks("goner")]).toEqual([401, 400]);
  expect(await subjectsTo("goner@example.com")).toEqual(["Your account was deleted"]);
  expect((await service.auditOf(user.id)).at(-1)).toBe("account_deleted");
  // The name is free again.
  expect((await signUp("goner")).status).toBe(202);
});

test("a password that is hardly more than the username or the e-mail is refused, wherever one is set", async () => {
  const names = { username: "my.own.user.name", email: "my.own.user.name@example.com" };
  const { token: admin } = await service.account("name-admin", { admin: true });
  await service.account(names.username, { verified: true });
  const token = await service.tokenFor(names.username);
  await forgot(names.email);
  const link = await service.linkIn(names.email);
  const ways = {
    signUp: (secret: string) => post("/api/v1/auth/signup", { ...names, password: secret }),
    byAdmin: (secret: string) =>
      service.client.post("/api/v1/users", {
        token: admin,
        headers: { "idempotency-key": '"refused"' },
        json: { ...names, password: secret },
      }),
    change: (secret: string) =>
      service.client.put("/api/v1/users/me/password", {
        token,
        json: { currentPassword: password, password: secret },
      }),
    reset: (secret: string) => reset(link, secret),
  };
  for (const [name, set] of Object.entries(ways)) {
    for (const secret of ["My.Own.User.Name", "my.own.user.name@example.com", "my.own.user.name-2026"]) {
      const answer = await set(secret);
      const [fault] = answer.json<{ detail: object[] }>().detail;
      expect([answer.status, fault], name).toEqual([
        422,
        {
          type: "value_error",
          loc: ["body", "password"],
          msg: "The password is hardly more than the username or the e-mail: choose another",
          ctx: { error: expect.any(String) },
        },
      ]);
      expect(answer.text.toLowerCase()).not.toContain("my.own");
    }
  }
  // Nothing was spent or changed by it.
  expect(await asks(names.username)).toBe(200);
  expect((await ways.reset("a sentence of one's own")).status).toBe(204);
});
