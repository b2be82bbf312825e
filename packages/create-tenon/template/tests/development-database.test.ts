import { count, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { NotHere, requireDevelopment } from "../app/commands/development-only.ts";
import { seed } from "../app/commands/seeds.ts";
import { Secret } from "../app/core/secret.ts";
import type { Database } from "../app/db/database.ts";
import { embeddedFolder, openEmbedded } from "../app/db/embedded.ts";
import { FolderInUse, lockFolder } from "../app/db/lock.ts";
import { emptyDatabase } from "../app/db/reset.ts";
import { openServer } from "../app/db/server.ts";
import { inSession } from "../app/db/session.ts";
import { users } from "../app/models/user.ts";
import { runScript } from "./child.ts";
import { quickPasswords } from "./quick-passwords.ts";
import { signingKey } from "./signing-key.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { createServerDatabase, openTestDatabase, testServer } from "./test-database.ts";

async function usernames(database: Database): Promise<string[]> {
  const rows = await inSession(database, ({ orm }) => orm.select().from(users));
  return rows.map(({ username }) => username).toSorted();
}

const addOwn = (database: Database) =>
  inSession(database, ({ orm }) =>
    orm.insert(users).values({ username: "mine", email: "mine@example.com", passwordHash: "x" }),
  );

const reset = (env: Record<string, string>, ...args: string[]) =>
  runScript("app/development-database.ts", {
    args: ["reset", ...args],
    env: { ENVIRONMENT: "development", ...env },
  });

const made = /Made ada, grace, linus, each with the password [\w-]{20}\n/;

describe("seeds", () => {
  test("are made once, with a password that nobody knew before", async () => {
    const database = await openTestDatabase();
    const first = await seed(database, quickPasswords);
    const second = await seed(database, quickPasswords);
    expect([first.usernames, second.usernames]).toEqual([["ada", "grace", "linus"], []]);
    expect(first.password).not.toBe(second.password);
    expect(await usernames(database)).toEqual(["ada", "grace", "linus"]);
    await database.close();
  });
});

describe("npm run db:reset", () => {
  test("throws the embedded database away, makes it anew and seeds it", { timeout: 120_000 }, async () => {
    const dataDir = await temporaryFolder();
    const before = await openEmbedded(dataDir);
    await before.migrate();
    await addOwn(before);
    await before.close();
    const ended = await reset({ DATA_DIR: dataDir });
    expect(ended).toMatchObject({ code: 0, stderr: "", stdout: expect.stringMatching(made) });
    const after = await openEmbedded(dataDir);
    expect(await usernames(after)).toEqual(["ada", "grace", "linus"]);
    await after.close();
  });

  test("leaves one alone that a process has open", { timeout: 60_000 }, async () => {
    const dataDir = await temporaryFolder();
    const database = await openEmbedded(dataDir);
    await expect(emptyDatabase({ dataDir })).rejects.toThrow(FolderInUse);
    await database.ping();
    await database.close();
    await emptyDatabase({ dataDir });
    lockFolder(embeddedFolder(dataDir)).release();
  });

  test.skipIf(testServer === undefined)(
    "empties the database of a server when it is named, whatever stands in it",
    { timeout: 60_000 },
    async () => {
      const { url, drop } = await createServerDatabase(testServer ?? "");
      const before = await openServer(url, 1);
      await before.migrate();
      await addOwn(before);
      await inSession(before, async ({ orm }) => {
        await orm.execute(sql`create schema "of-somebody"`);
        await orm.execute(sql`create table "of-somebody".things (id int)`);
      });
      await before.close();
      const ended = await reset(
        { DATABASE_URL: url.reveal() },
        "--database",
        new URL(url.reveal()).pathname.slice(1),
      );
      expect(ended).toMatchObject({ code: 0, stderr: "", stdout: expect.stringMatching(made) });
      const after = await openServer(url, 1);
      const left = await inSession(after, ({ orm }) =>
        orm.select({ n: count() }).from(sql`pg_namespace`).where(sql`nspname = 'of-somebody'`),
      );
      expect(left).toEqual([{ n: 0 }]);
      expect(await usernames(after)).toEqual(["ada", "grace", "linus"]);
      await after.close();
      await drop();
    },
  );

  test("is refused outside of development, with a sentence", { timeout: 60_000 }, async () => {
    const ended = await reset({
      ENVIRONMENT: "production",
      SIGNING_KEY: signingKey,
      DATABASE_URL: "postgres://127.0.0.1:1/service",
    });
    const sentence = "db:reset is for development; this environment is production.\n";
    expect([ended.code, ended.stderr]).toEqual([1, sentence]);
  });

  test("asks for the name of a server's database, and shows no password", () => {
    const databaseUrl = new Secret("postgres://ada:hunter2@db.example.com/service");
    const check = (named?: string) =>
      requireDevelopment({ environment: "development", databaseUrl }, "db:reset", named);
    expect(() => check()).toThrow(NotHere);
    expect(() => check("other")).toThrow(
      'DATABASE_URL is the database "service" on db.example.com. If that is the one: npm run db:reset -- --database service',
    );
    check("service");
    expect(() => requireDevelopment({ environment: "test" }, "db:seed", undefined)).toThrow("is test");
  });
});
