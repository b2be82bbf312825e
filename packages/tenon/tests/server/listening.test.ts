/** Where a server listens, and what it says when it cannot. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createApp } from "../../src/app/app.ts";
import { silentLogger } from "../../src/http/logger.ts";
import { Reply } from "../../src/http/reply.ts";
import { serve } from "../../src/server/server.ts";
import { serving } from "./serving.ts";

const ok = { "/": () => new Reply(200, [], "ok") };

test("any free port, shown in the URL; a wildcard host as an address that can be opened", async () => {
  await using it = await serving(ok, { host: "0.0.0.0" });
  expect(it.server.url).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d+$/);
  expect(await (await fetch(it.server.url)).text()).toBe("ok");
});

test("a port in use is said plainly, and the app that was started is stopped", async () => {
  await using it = await serving(ok);
  const port = Number(new URL(it.server.url).port);
  const life: string[] = [];
  const app = createApp({
    title: "Second",
    version: "1",
    routes: {},
    logger: silentLogger,
    lifespan: function* () {
      life.push("started");
      yield;
      life.push("stopped");
    },
  });
  await expect(serve(app, { port })).rejects.toMatchObject({
    name: "ListenError",
    code: "EADDRINUSE",
    message: `Port ${port} is in use: another process listens on it. Stop it, or choose another with --port or PORT.`,
  });
  expect(life).toEqual(["started", "stopped"]);
});

test("an address that this machine does not have", async () => {
  const app = createApp({ title: "T", version: "1", routes: {}, logger: silentLogger });
  await expect(serve(app, { host: "192.0.2.1", port: 0 })).rejects.toThrow(/no address "192\.0\.2\.1"/);
});

test("an app that does not start is not listened for", async () => {
  const app = createApp({
    title: "T",
    version: "1",
    routes: {},
    logger: silentLogger,
    // biome-ignore lint/correctness/useYield: it fails before
    lifespan: function* () {
      throw new Error("no database");
    },
  });
  await expect(serve(app, { port: 0 })).rejects.toThrow("no database");
});

test("a Unix socket; one that a killed process left behind is taken over, one in use and a plain file are not", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tenon-socket-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const socket = join(folder, "api.sock");
  await using it = await serving(ok, { socket });
  expect(it.server.url).toBe(`unix:${socket}`);
  expect(await throughSocket(socket)).toBe("ok");
  const app = createApp({ title: "T", version: "1", routes: {}, logger: silentLogger });
  await expect(serve(app, { socket })).rejects.toThrow(/is in use/);

  const stale = join(folder, "stale.sock");
  await leaveBehind(stale);
  const second = await serve(app, { socket: stale });
  expect(await throughSocket(stale)).toContain("Not Found");
  await second.close();

  const file = join(folder, "file");
  writeFileSync(file, "precious");
  await expect(serve(app, { socket: file })).rejects.toThrow(/it is a file/);
});

function throughSocket(socketPath: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath, path: "/", agent: false }, async (answer) => {
      resolve((await answer.toArray()).join(""));
    });
    sent.once("error", reject);
    sent.end();
  });
}

/** A socket file that nobody listens on, as `kill -9` leaves one. */
async function leaveBehind(path: string): Promise<void> {
  const { spawn } = await import("node:child_process");
  const child = spawn(process.execPath, [
    "-e",
    `require("net").createServer().listen(${JSON.stringify(path)}, () => console.log("on"))`,
  ]);
  await new Promise((resolve) => child.stdout.once("data", resolve));
  child.kill("SIGKILL");
  await new Promise((resolve) => child.once("close", resolve));
  // What is tested below is that the file is still there.
  await expect(new Promise((_, reject) => createServer().once("error", reject).listen(path))).rejects.toThrow(
    /EADDRINUSE/,
  );
}
