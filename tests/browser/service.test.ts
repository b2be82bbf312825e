/** What the README promises a newcomer: the service runs, /docs opens, and an account can be made, proved and used there. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  type ServiceProcess,
  startServiceProcess,
} from "../../packages/create-tenon/template/tests/service-process.ts";
import { readRedoc, tryOnSwagger, tryOpenOnSwagger } from "./docs-pages.ts";
import { openBrowser, watchedPage } from "./watched-page.ts";

const account = {
  username: "newcomer",
  email: "newcomer@example.com",
  password: "correct horse battery staple",
};
let browser: Browser;
let service: ServiceProcess;

beforeAll(async () => {
  browser = await openBrowser();
  service = await startServiceProcess();
});

afterAll(async () => {
  await browser?.close();
  expect(await service?.stop()).toBe(0);
});

it("a newcomer signs up in /docs, follows the link in the mailbox, and reads /users/me signed in by the e-mail", async () => {
  const docs = `${service.url}/docs`;
  const signedUp = await tryOpenOnSwagger(browser, docs, {
    method: "post",
    path: "/api/v1/auth/signup",
    body: account,
  });
  expect([signedUp.status, signedUp.offences]).toEqual(["202", []]);

  await using watched = await watchedPage(browser, service.url);
  const { page, offences } = watched;
  const mail = page.getByRole("link", { name: "Welcome, newcomer" });
  // A job sends it, in a moment of its own.
  await expect
    .poll(
      async () => {
        await page.goto(`${service.url}/dev/mailbox`);
        return mail.count();
      },
      { timeout: 30_000 },
    )
    .toBe(1);
  await mail.click();
  await page.getByRole("link", { name: "/account/verify-email" }).click();
  await page.getByRole("button", { name: "Confirm" }).click();
  await page.getByRole("heading", { name: "Your e-mail is confirmed" }).waitFor();
  expect(offences).toEqual([]);

  const credentials = { username: account.email, password: account.password };
  const tried = await tryOnSwagger(browser, docs, credentials, { method: "get", path: "/api/v1/users/me" });
  expect(tried.offences).toEqual([]);
  expect(tried.status).toBe("200");
  expect(JSON.parse(tried.body)).toMatchObject({
    username: "newcomer",
    emailVerifiedAt: expect.any(String),
  });
});

it("ReDoc shows the service without a request to anybody else", async () => {
  const read = await readRedoc(browser, `${service.url}/redoc`);
  expect(read.offences).toEqual([]);
  expect(read.title).toContain("Service");
});
