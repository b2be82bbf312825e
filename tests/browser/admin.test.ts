/** The pages of administration in a real browser: signing in, the queues, a dead letter that is replayed, signing out. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { createApp, open, post } from "tenon";
import { job, jobs } from "tenon/jobs";
import { type RunningServer, serve } from "tenon/server";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openBrowser, watchedPage } from "./watched-page.ts";

const password = "correct horse battery staple";
let browser: Browser;
let folder: string;
let server: RunningServer;
let base: string;
let broken = true;

/** A job that fails for good, until it is mended. */
const mend = job("mend-me", { retry: { limit: 0 } }, () => {
  if (broken) throw new Error("<b>It is broken</b>");
});

beforeAll(async () => {
  browser = await openBrowser();
  folder = await mkdtemp(join(tmpdir(), "tenon-admin-"));
  Object.assign(process.env, {
    ENVIRONMENT: "development",
    DATABASE_URL: "memory://",
    DATA_DIR: folder,
    LOG_LEVEL: "silent",
    ADMIN_USERNAME: "chief",
    ADMIN_EMAIL: "chief@example.com",
    ADMIN_PASSWORD: password,
  });
  const { default: app } = await import("../../packages/create-tenon/template/app/main.ts");
  const { engine, jobQueue } = await import("../../packages/create-tenon/template/app/jobs/queue.ts");
  const breakNow = post("/break", open({ depends: { jobQueue } }), async (own) => {
    await own.jobQueue.send(mend);
    return {};
  });
  server = await serve(
    createApp({
      ...app.options,
      routes: { ...app.options.routes, breakNow },
      jobs: jobs({ engine, jobs: { mend }, inProcess: true }),
    }),
    { port: 0, host: "127.0.0.1" },
  );
  base = server.url.replace(/\/$/, "");
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

it("an administrator signs in, sees the queues, replays a dead letter and signs out", async () => {
  expect((await fetch(`${base}/break`, { method: "POST" })).status).toBe(200);
  await using watched = await watchedPage(browser, new URL(base).origin);
  const { page, offences } = watched;
  await page.goto(`${base}/admin/jobs/`);
  expect(page.url()).toBe(`${base}/admin/sign-in`);

  await page.getByLabel("Username or e-mail").fill("chief");
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(`${base}/admin/jobs/`);
  // Out of the reach of scripts, if there were any.
  expect(await page.evaluate("document.cookie")).toBe("");

  const letter = page.getByRole("row").filter({ hasText: "<b>It is broken</b>" });
  await expect
    .poll(
      async () => {
        await page.reload();
        return letter.count();
      },
      { timeout: 60_000 },
    )
    .toBe(1);
  const queue = page.getByRole("table").first().getByRole("row").filter({ hasText: "mend-me" });
  const dead = async () => (await queue.getByRole("cell").allTextContents()).at(-1);
  expect(await dead()).toBe("1");

  broken = false;
  await letter.getByRole("checkbox").check();
  await page.getByRole("button", { name: "Replay the chosen ones" }).click();
  await expect
    .poll(
      async () => {
        await page.reload();
        // Its sixth number: completed within a day.
        return [(await queue.getByRole("cell").allTextContents()).at(-2), await dead()];
      },
      { timeout: 60_000 },
    )
    .toEqual(["1", "0"]);

  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL(`${base}/admin/sign-in`);
  await page.goto(`${base}/admin/jobs/`);
  expect(page.url()).toBe(`${base}/admin/sign-in`);
  expect(offences).toEqual([]);
});
