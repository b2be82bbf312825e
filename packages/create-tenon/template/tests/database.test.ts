import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import type { Database } from "../app/db/database.ts";
import { requireFloor, ServerTooOld } from "../app/db/migrations.ts";
import { openServer } from "../app/db/server.ts";
import { inSession } from "../app/db/session.ts";
import { runScript } from "./child.ts";
import { signingKey } from "./signing-key.ts";
import { createServerDatabase, openTestDatabase, testServer } from "./test-database.ts";

const inWorker = (env: Record<string, string>) =>
  runScript("tests/fixtures/cluster-worker.ts", { env: { ENVIRONMENT: "development", ...env } });

test("a worker of several opens no embedded database", { timeout: 60_000 }, async () => {
  // Allowed in production means without the promise of fsync, not without the one of a single process.
  const allowed = { ENVIRONMENT: "production", SIGNING_KEY: signingKey, ALLOW_EMBEDDED_DATABASE: "true" };
  const refused = await inWorker({ ...allowed, DATABASE_URL: "memory://" });
  expect([refused.code, refused.stdout]).toEqual([
    3,
    expect.stringMatching(/one of several workers.*DATABASE_URL/),
  ]);
});

test.skipIf(testServer === undefined)(
  "any number of workers open a server",
  { timeout: 60_000 },
  async () => {
    const { url, drop } = await createServerDatabase(testServer ?? "");
    expect(await inWorker({ DATABASE_URL: url.reveal() })).toMatchObject({ code: 0, stdout: "opened\n" });
    await drop();
  },
);

test("a server older than PostgreSQL 15 is refused with a sentence, 15 and later are not", async () => {
  const saying = (version: string) => ({ query: async () => ({ rows: [{ version }] }) }) as never;
  await expect(requireFloor(saying("14.12 (Debian 14.12-1)"))).rejects.toThrow(ServerTooOld);
  await expect(requireFloor(saying("9.6.24"))).rejects.toThrow("PostgreSQL 15 or later is needed");
  for (const version of ["15.0", "16beta1", "18.1"]) await requireFloor(saying(version));
});

async function zoneOf(database: Database): Promise<unknown> {
  const rows = await inSession(database, ({ orm }) =>
    orm.select({ zone: sql<string>`current_setting('TimeZone')` }).from(sql`(select 1) as one`),
  );
  await database.close();
  return rows[0]?.zone;
}

test("time is UTC in every session", async () => {
  expect(await zoneOf(await openTestDatabase())).toMatch(/^(UTC|GMT)$/);
});

test.skipIf(testServer === undefined)("time is UTC whatever the zone of the database", async () => {
  const { url, drop } = await createServerDatabase(testServer ?? "");
  const name = new URL(url.reveal()).pathname.slice(1);
  const open = () => openServer(url, 1);
  const elsewhere = await open();
  await inSession(elsewhere, ({ orm }) =>
    orm.execute(sql.raw(`alter database ${name} set timezone to 'America/New_York'`)),
  );
  await elsewhere.close();
  expect(await zoneOf(await open())).toBe("UTC");
  await drop();
});
