/** The pages that links in mails lead to, followed as a person does. */
import { expect, test } from "vitest";
import { password, useService } from "./service.ts";

const service = useService();
const next = "another correct horse battery";
const asks = async (username: string, secret = password) =>
  (
    await service.client.post("/api/v1/auth/token", {
      form: { grant_type: "password", username, password: secret },
    })
  ).status;

/** The link of the last mail to an address, without the host. */
async function linkTo(email: string): Promise<string> {
  await service.client.jobs.drain();
  const letter = service.mails.findLast(({ to }) => to === email)?.letter;
  const { pathname, search } = new URL(letter?.paragraphs.find((it) => typeof it !== "string")?.link ?? "");
  return pathname + search;
}

/** Fills in the form of a page, with its hidden fields, and sends it where the page says. */
async function submit(link: string, fields: Record<string, string> = {}) {
  const opened = await service.client.get(link);
  expect([opened.status, opened.headers.get("cache-control")]).toEqual([200, "no-store"]);
  expect(opened.headers.get("content-security-policy")).toContain("form-action 'self'");
  expect(opened.text).toContain('<form method="post" action="?">');
  const hidden = [...opened.text.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)];
  const form = { ...Object.fromEntries(hidden.map(([, name, value]) => [name, value])), ...fields };
  return service.client.post(link.split("?")[0] ?? "", { form });
}

test("an e-mail is confirmed by a button; opening the link alone does nothing", async () => {
  await service.client.post("/api/v1/auth/signup", {
    json: { username: "ada", email: "ada@example.com", password },
  });
  const link = await linkTo("ada@example.com");
  await service.client.get(link);
  expect(await asks("ada@example.com")).toBe(400);
  const done = await submit(link);
  expect([done.status, done.text]).toEqual([200, expect.stringContaining("confirmed")]);
  expect(await asks("ada@example.com")).toBe(200);
  const again = await submit(link);
  expect([again.status, again.headers.get("content-type")]).toEqual([400, "text/html; charset=utf-8"]);
  expect(again.text).toContain("not valid");
});

test("a forgotten password is set anew from page to page", async () => {
  await service.account("grace", { verified: true });
  const sent = await submit("/account/forgot-password", { email: "grace@example.com" });
  const unknown = await submit("/account/forgot-password", { email: "nobody@example.com" });
  expect([sent.status, sent.text]).toEqual([200, unknown.text]);
  const link = await linkTo("grace@example.com");
  const weak = await submit(link, { password: "passwordpassword" });
  expect([weak.status, weak.text]).toEqual([422, expect.stringContaining("attackers")]);
  expect(weak.text).not.toContain("passwordpassword");
  expect((await submit(link, { password: next })).status).toBe(200);
  expect([await asks("grace"), await asks("grace", next)]).toEqual([400, 200]);
});

test("what stands in an address is text on the page", async () => {
  const answer = await service.client.get(
    `/account/reset-password?token=${encodeURIComponent('"><script>')}`,
  );
  expect(answer.text).not.toContain("<script>");
  expect(answer.text).toContain("&quot;&gt;&lt;script&gt;");
});
