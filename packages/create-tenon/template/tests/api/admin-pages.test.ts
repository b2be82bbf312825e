import { override } from "tenon";
import { expect, test } from "vitest";
import { mailer } from "../../app/emails/mailer.ts";
import { password, useService } from "./service.ts";

let serverIsUp = true;
const mails = {
  async send() {
    if (!serverIsUp) throw new Error("The mail server does not answer");
  },
};
const service = useService([override(mailer, () => mails)]);
const sameSite = { "sec-fetch-site": "same-origin" };

/** What a browser sends: the cookie that it was given last. */
function browser() {
  let cookie = "";
  const remember = (headers: Headers) => {
    for (const set of headers.getSetCookie()) cookie = set.split(";")[0] ?? "";
  };
  const send = async (method: "GET" | "POST", path: string, form?: Record<string, string>, headers = {}) => {
    const sent = { ...(cookie === "" ? {} : { cookie }), ...sameSite, ...headers };
    const answer =
      method === "GET"
        ? await service.client.get(path, { headers: sent })
        : await service.client.post(path, { headers: sent, form: form ?? {} });
    remember(answer.headers);
    return answer;
  };
  return {
    get: (path: string) => send("GET", path),
    post: (path: string, form?: Record<string, string>, headers = {}) => send("POST", path, form, headers),
    signIn: (username: string, word = password) =>
      send("POST", "/admin/sign-in", { username, password: word }),
    get cookie() {
      return cookie;
    },
    set cookie(value: string) {
      cookie = value;
    },
  };
}

test("who is not signed in is sent to the sign-in page", async () => {
  const guest = browser();
  const home = await guest.get("/admin");
  expect([home.status, home.headers.get("location")]).toEqual([303, "admin/jobs/"]);
  const answers = [await guest.get("/admin/jobs/"), await guest.post("/admin/jobs/replay")];
  guest.cookie = "admin_session=forged";
  answers.push(await guest.get("/admin/jobs/"), await guest.post("/admin/jobs/drop"));
  for (const { status, headers } of answers)
    expect([status, headers.get("location")]).toEqual([303, "../sign-in"]);
  const page = await guest.get("/admin/sign-in");
  expect([page.status, page.headers.get("cache-control")]).toEqual([200, "no-store"]);
  expect(page.text).toContain('<input name="password" type="password" autocomplete="current-password"');
  expect(page.text).not.toContain("<script");
});

test("an administrator signs in by a cookie that no script, no other site and no other path gets, and signs out", async () => {
  const { user, token } = await service.account("operator", { admin: true });
  const there = browser();
  const signedIn = await there.signIn("operator");
  expect([signedIn.status, signedIn.headers.get("location")]).toEqual([303, "./jobs/"]);
  const [cookie = ""] = signedIn.headers.getSetCookie();
  expect(cookie).toMatch(
    /^admin_session=[\w.-]+; HttpOnly; Max-Age=900; Path=\/admin; SameSite=strict; Secure$/,
  );
  const jobs = await there.get("/admin/jobs/");
  expect(jobs.status).toBe(200);
  for (const shown of ["send-mail", "password-reset", '<form method="post" action="../sign-out">'])
    expect(jobs.text).toContain(shown);
  expect(jobs.headers.getSetCookie()[0]).toContain("Max-Age=900");

  const stolen = there.cookie;
  // The cookie's token is for these pages: it opens nothing else.
  const bearer = stolen.slice("admin_session=".length);
  expect((await service.client.get("/api/v1/users", { token: bearer })).status).toBe(403);
  // And a bearer token is no cookie.
  expect((await service.client.get("/admin/jobs/", { token })).status).toBe(303);

  const out = await there.post("/admin/sign-out");
  expect([out.status, out.headers.get("location")]).toEqual([303, "./sign-in"]);
  expect(out.headers.getSetCookie()[0]).toMatch(/^admin_session=(""|); .*Max-Age=0; Path=\/admin/);
  there.cookie = stolen;
  expect((await there.get("/admin/jobs/")).status).toBe(303);
  expect((await service.auditOf(user.id)).slice(-2)).toEqual(["sign_in_succeeded", "session_ended"]);
});

test("a wrong password, an account without the scope and one that has lost it get nothing, and the trail has it", async () => {
  const { user } = await service.account("plain");
  const there = browser();
  const wrong = await there.signIn("plain", "wrong");
  expect([wrong.status, there.cookie]).toEqual([400, ""]);
  expect(wrong.text).toContain('role="alert"');
  const refused = await there.signIn("plain");
  expect([refused.status, there.cookie]).toEqual([403, ""]);
  expect(refused.text).toContain("This account may not administer the service");
  expect((await service.auditOf(user.id)).slice(-3)).toEqual([
    "sign_in_failed",
    "sign_in_succeeded",
    "session_ended",
  ]);

  const { token } = await service.account("chief", { admin: true });
  const { user: other } = await service.account("demoted", { admin: true });
  await there.signIn("demoted");
  expect((await there.get("/admin/jobs/")).status).toBe(200);
  await service.client.patch(`/api/v1/users/${other.id}`, { token, json: { roles: [] } });
  const later = await there.get("/admin/jobs/");
  expect(later.status).toBe(403);
  expect(later.headers.get("content-type")).toContain("text/html");
});

test("what another site makes a browser send is refused", async () => {
  await service.account("victim", { admin: true });
  const there = browser();
  await there.signIn("victim");
  for (const path of ["/admin/sign-out", "/admin/jobs/replay", "/admin/jobs/drop"])
    expect((await there.post(path, {}, { "sec-fetch-site": "cross-site" })).status, path).toBe(403);
  const login = { username: "victim", password };
  expect((await browser().post("/admin/sign-in", login, { "sec-fetch-site": "cross-site" })).status).toBe(
    403,
  );
  expect((await there.get("/admin/jobs/")).status).toBe(200);
});

test("a dead letter is shown with its reason, replayed, and the trail says by whom", async () => {
  const { user, token } = await service.account("postmaster", { admin: true });
  const there = browser();
  await there.signIn("postmaster");
  serverIsUp = false;
  const json = { username: "ada", email: "ada@example.com", password };
  expect((await service.client.post("/api/v1/auth/signup", { json })).status).toBe(202);
  let shown = await there.get("/admin/jobs/");
  const letter = () => /name="id" value="([^"]+)"/.exec(shown.text)?.[1] ?? "";
  for (let attempt = 0; attempt < 20 && letter() === ""; attempt++) {
    await service.client.jobs.drain({ delayed: true });
    shown = await there.get("/admin/jobs/");
  }
  expect(shown.text).toContain("The mail server does not answer");
  serverIsUp = true;
  const chosen = letter();
  expect((await there.post("/admin/jobs/replay", { id: chosen })).status).toBe(303);
  expect((await service.client.jobs.drain()).completed).toEqual(["send-mail"]);
  expect((await there.get("/admin/jobs/")).text).not.toContain(chosen);
  const trail = await service.client.get("/api/v1/audit-events?event=jobs_replayed", { token });
  expect(trail.json()).toMatchObject([
    { event: "jobs_replayed", actorId: user.id, details: { letters: [chosen] } },
  ]);
});
