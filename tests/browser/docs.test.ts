/** The pages in a real browser: everything from this origin, nothing against the policy, and a token that works. */
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser } from "playwright-core";
import { nodeListener } from "tenon/server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readRedoc, tryOnSwagger } from "./docs-pages.ts";
import { app, credentials } from "./example-app.ts";
import { openBrowser } from "./watched-page.ts";

let browser: Browser;
const closing: (() => unknown)[] = [];

beforeAll(async () => {
  browser = await openBrowser();
  closing.push(() => browser.close());
});

afterAll(async () => {
  for (const close of closing.reverse()) await close();
});

describe.each([
  ["at the root", serve],
  [
    "behind a proxy that takes a prefix away",
    async () => `${await behindPrefix(await serve(), "/gateway")}/gateway`,
  ],
])("an app %s", (_where, start) => {
  let base: string;

  beforeAll(async () => {
    base = await start();
  });

  it("lets a reader of /docs sign in and call an operation", async () => {
    const tried = await tryOnSwagger(browser, `${base}/docs`, credentials, {
      method: "get",
      path: "/users/me",
    });
    expect(tried.offences).toEqual([]);
    expect(tried.status).toBe("200");
    expect(JSON.parse(tried.body)).toEqual({ username: "ada", scope: "users:read" });
    expect(tried.statusOnReturn).toBe("200");
    expect(tried.remembered).toContain("token-for-ada");
    expect(tried.remembered).not.toContain(credentials.password);
  });

  it("shows the document on /redoc", async () => {
    const read = await readRedoc(browser, `${base}/redoc`);
    expect(read.offences).toEqual([]);
    expect(read.title).toContain("Pages");
    expect(read.text).toContain("Me");
  });
});

async function serve(): Promise<string> {
  const running = await app.start();
  const server = createServer(nodeListener(running));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await running.stop();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A proxy as they are: it serves an app under a prefix, and the app does not know. */
async function behindPrefix(target: string, prefix: string): Promise<string> {
  const proxy = createServer((incoming, outgoing) => {
    const { method, headers, url = "" } = incoming;
    if (!url.startsWith(`${prefix}/`)) {
      outgoing.writeHead(404).end();
      return;
    }
    const onward = request(
      target + url.slice(prefix.length),
      { ...(method === undefined ? {} : { method }), headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  closing.push(() => {
    proxy.closeAllConnections();
    proxy.close();
  });
  return `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
}
