import { sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import type { Database } from "../app/db/database.ts";
import { openInMemory } from "../app/db/embedded.ts";
import { openServer } from "../app/db/server.ts";
import { inSession } from "../app/db/session.ts";
import { startScript } from "./child.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { createServerDatabase, testServer } from "./test-database.ts";

async function applied(database: Database): Promise<number> {
  return inSession(database, async ({ orm }) => {
    const rows = await orm
      .select({ count: sql<number>`count(*)::int` })
      .from(sql`drizzle.__drizzle_migrations`);
    return rows[0]?.count ?? 0;
  });
}

describe("migrations", () => {
  test("are applied once to an empty database", async () => {
    const database = await openInMemory();
    await database.migrate();
    const once = await applied(database);
    await database.migrate();
    expect(once).toBeGreaterThan(0);
    expect(await applied(database)).toBe(once);
    await database.close();
    // A database from nothing takes seconds, and more of them on a busy machine.
  }, 60_000);

  test.skipIf(testServer === undefined)(
    "are applied once by four services that start together on an empty database, and all of them serve",
    { timeout: 120_000 },
    async () => {
      const { url, drop } = await createServerDatabase(testServer ?? "");
      const env = { ENVIRONMENT: "development", LOG_LEVEL: "silent", DATABASE_URL: url.reveal() };
      const dataDir = await temporaryFolder();
      const services = await Promise.all(
        Array.from({ length: 4 }, () =>
          startScript("tests/fixtures/serve.ts", [], { ...env, DATA_DIR: dataDir }),
        ),
      );
      const ready = services.map(async ({ first }) => (await fetch(new URL("/health/ready", first))).status);
      expect(await Promise.all(ready)).toEqual([200, 200, 200, 200]);

      const database = await openServer(url, 2);
      const files = await import("../migrations/meta/_journal.json", { with: { type: "json" } });
      expect(await applied(database)).toBe(files.default.entries.length);
      await database.close();
      for (const { child, exited } of services) {
        child.kill("SIGKILL");
        await exited;
      }
      await drop();
    },
  );

  test.skipIf(testServer === undefined)(
    "a service that is told to apply none says what is missing, changes nothing, and starts when nothing is",
    async () => {
      const { url, drop } = await createServerDatabase(testServer ?? "");
      const env = {
        ENVIRONMENT: "development",
        LOG_LEVEL: "silent",
        DATABASE_URL: url.reveal(),
        MIGRATE: "off",
      };
      const started = async () => {
        const dataDir = await temporaryFolder();
        return startScript("tests/fixtures/serve.ts", [], { ...env, DATA_DIR: dataDir });
      };
      const files = await import("../migrations/meta/_journal.json", { with: { type: "json" } });
      const tags = files.default.entries.map(({ tag }) => tag);
      const database = await openServer(url, 2);

      expect((await started()).first).toContain(`The database is not migrated: missing ${tags.join(", ")}.`);
      await expect(database.query({ text: "select from users", values: [] })).rejects.toThrow(
        /does not exist/,
      );

      await database.migrate();
      await database.requireMigrated();
      await database.query({ text: "drop schema pgboss cascade", values: [] });
      await expect(database.requireMigrated()).rejects.toThrow("The tables of the jobs are missing.");
      await database.query({
        text: "delete from drizzle.__drizzle_migrations where created_at = $1",
        values: [files.default.entries.at(-1)?.when],
      });
      await expect(database.requireMigrated()).rejects.toThrow(`missing ${tags.at(-1)}.`);
      await database.close();
      await drop();
    },
  );
});
