/** What the README promises a newcomer: the service runs, /docs opens, a user who has just signed up calls /users/me. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readRedoc, tryOnSwagger } from "./docs-pages.ts";
import { openBrowser } from "./watched-page.ts";

const root = resolve(import.meta.dirname, "../..");
const account = { username: "newcomer", password: "correct horse battery staple" };
let browser: Browser;
let folder: string;
let service: ChildProcess;
let base: string;

beforeAll(async () => {
  browser = await openBrowser();
  folder = await mkdtemp(join(tmpdir(), "tenon-browser-"));
  service = spawn(
    process.execPath,
    [join(root, "packages/tenon/bin/tenon.js"), "serve", "app/main.ts", "--port", "0", "--host", "127.0.0.1"],
    {
      cwd: join(root, "packages/create-tenon/template"),
      env: { ...process.env, NODE_ENV: "development", ENVIRONMENT: "development", DATA_DIR: folder },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  base = await addressOf(service);
});

afterAll(async () => {
  await browser?.close();
  if (service !== undefined) {
    service.kill("SIGTERM");
    await once(service, "exit");
    expect(service.exitCode).toBe(0);
  }
  await rm(folder, { recursive: true, force: true });
});

/** The service says where it is. */
async function addressOf(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error("the service has no output");
  for await (const line of createInterface({ input: child.stdout })) {
    const found = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
    if (found !== undefined) {
      child.stdout.resume();
      return found;
    }
  }
  throw new Error("the service ended before it said where it is");
}

it("a newcomer signs up, authorizes in /docs and reads /users/me", async () => {
  const signedUp = await fetch(`${base}/api/v1/auth/signup`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...account, email: "newcomer@example.com" }),
  });
  expect(signedUp.status).toBe(202);
  const tried = await tryOnSwagger(browser, `${base}/docs`, account, {
    method: "get",
    path: "/api/v1/users/me",
  });
  expect(tried.offences).toEqual([]);
  expect(tried.status).toBe("200");
  expect(JSON.parse(tried.body)).toMatchObject({ username: "newcomer" });
});

it("ReDoc shows the service without a request to anybody else", async () => {
  const read = await readRedoc(browser, `${base}/redoc`);
  expect(read.offences).toEqual([]);
  expect(read.title).toContain("Service");
});
