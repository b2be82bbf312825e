import { mkdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CommandRefused, listenForCommands, NobodyListens, sendCommand } from "../app/commands/channel.ts";
import { channelPath } from "../app/commands/create-admin.ts";
import type { Database } from "../app/db/database.ts";
import { openEmbedded } from "../app/db/embedded.ts";
import { openServer } from "../app/db/server.ts";
import { inSession } from "../app/db/session.ts";
import { users } from "../app/models/user.ts";
import { runScript, startScript } from "./child.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { createServerDatabase, testServer } from "./test-database.ts";

const password = "correct horse battery staple";
const admins = (database: Database) => inSession(database, ({ orm }) => orm.select().from(users));
const argumentsFor = (name: string) => ["--username", name, "--email", `${name}@example.com`];

describe("create-admin", () => {
  test("works on the folder when nobody runs, and through the service when it runs", {
    timeout: 60_000,
  }, async () => {
    const dataDir = await temporaryFolder();
    const env = { ENVIRONMENT: "development", DATA_DIR: dataDir };
    const create = (name: string, more: { env?: Record<string, string>; input?: string }) =>
      runScript("app/create-admin.ts", { args: argumentsFor(name), ...more, env: { ...env, ...more.env } });

    const alone = await create("first", { input: `${password}\n` });
    expect(alone).toMatchObject({ code: 0, stderr: "" });
    expect(alone.stdout).toContain("first is an administrator.");

    const service = await startScript("tests/fixtures/running-service.ts", [], env);
    expect(service.first).toBe("ready");
    const modes = [join(dataDir, "control"), channelPath(dataDir)].map(
      async (path) => (await stat(path)).mode & 0o777,
    );
    expect(await Promise.all(modes)).toEqual([0o700, 0o600]);

    expect(await create("second", { env: { ADMIN_PASSWORD: password } })).toMatchObject({
      code: 0,
      stderr: "",
    });
    const taken = await create("SECOND", { env: { ADMIN_PASSWORD: password } });
    expect(taken).toMatchObject({ code: 1, stderr: "This username is taken\n" });
    const weak = await create("third", { env: { ADMIN_PASSWORD: "hunter2" } });
    expect(weak.code).toBe(1);
    expect(weak.stderr).toContain("password");
    expect(weak.stderr).not.toMatch(/hunter2| {4}at /);

    // Killed: its lock is gone, its socket file is not.
    service.child.kill("SIGKILL");
    await service.exited;
    expect(await create("fourth", { env: { ADMIN_PASSWORD: password } })).toMatchObject({
      code: 0,
      stderr: "",
    });

    const database = await openEmbedded(dataDir);
    const rows = await admins(database);
    await database.close();
    expect(rows.map(({ username }) => username).toSorted()).toEqual(["first", "fourth", "second"]);
    for (const row of rows)
      expect(row).toMatchObject({ roles: ["admin"], emailVerifiedAt: expect.any(Date) });
  });

  test("says how it is used", { timeout: 60_000 }, async () => {
    for (const args of [[], ["--username", "x"], ["--nonsense"]]) {
      const ended = await runScript("app/create-admin.ts", { args, env: { ENVIRONMENT: "development" } });
      expect(ended.code).not.toBe(0);
      expect(ended.stderr).toContain("--username NAME --email ADDRESS");
    }
  });

  test.skipIf(testServer === undefined)("goes to the server by DATABASE_URL", async () => {
    const { url, drop } = await createServerDatabase(testServer ?? "");
    const env = { ENVIRONMENT: "development", DATABASE_URL: url.reveal(), ADMIN_PASSWORD: password };
    expect(await runScript("app/create-admin.ts", { args: argumentsFor("root"), env })).toMatchObject({
      code: 0,
      stderr: "",
    });
    const database = await openServer(url, 1);
    expect(await admins(database)).toMatchObject([{ username: "root", roles: ["admin"] }]);
    await database.close();
    await drop();
  });
});

describe("the command channel", () => {
  const commands = {
    echo: async (input: unknown) => input,
    fail: async () => Promise.reject(new RangeError("hidden")),
  };
  const explain = (error: unknown) => (error instanceof SyntaxError ? "not JSON" : undefined);

  test("carries a command and its answer, however long its path and its input are", async () => {
    const deep = join(await temporaryFolder(), "a-folder-with-a-long-name".repeat(4), "b".repeat(60));
    await mkdir(deep, { recursive: true });
    const path = join(deep, "service.sock");
    const channel = await listenForCommands(path, commands, explain);
    const input = { text: "é".repeat(20_000), n: [1, 2] };
    expect(await sendCommand(path, "echo", input)).toEqual(input);
    await expect(sendCommand(path, "nonsense", {})).rejects.toThrow(CommandRefused);
    await expect(sendCommand(path, "toString", {})).rejects.toThrow("knows no toString");
    await channel.close();
    await expect(sendCommand(path, "echo", {})).rejects.toThrow(NobodyListens);
  });

  test("shows nothing of a defect", async ({ onTestFinished }) => {
    const logged: unknown[] = [];
    const { error } = console;
    console.error = (it: unknown) => void logged.push(it);
    onTestFinished(() => {
      console.error = error;
    });
    const path = join(await temporaryFolder(), "service.sock");
    const channel = await listenForCommands(path, commands, explain);
    await expect(sendCommand(path, "fail", {})).rejects.toThrow("its log says why");
    expect(logged).toEqual([expect.any(RangeError)]);
    await channel.close();
  });

  test("takes over a dead socket file", async () => {
    const path = join(await temporaryFolder(), "service.sock");
    await writeFile(path, "");
    const channel = await listenForCommands(path, commands, explain);
    expect(await sendCommand(path, "echo", 1)).toBe(1);
    await channel.close();
  });
});
