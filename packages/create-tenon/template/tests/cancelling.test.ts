import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Secret } from "../app/core/secret.ts";
import type { Database } from "../app/db/database.ts";
import { openServer } from "../app/db/server.ts";
import { Session } from "../app/db/session.ts";
import { createServerDatabase, openTestDatabase, testServer } from "./test-database.ts";

describe("a session that is told to end", () => {
  let database: Database;
  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterAll(() => database.close());

  test("does no further query, and rolls back", async () => {
    const telling = new AbortController();
    const session = new Session(database, telling.signal);
    await session.executeSql("select 1");
    const reason = new Error("the time is over");
    telling.abort(reason);
    await expect(session.executeSql("select 2")).rejects.toBe(reason);
    await session.rollback();
    await expect(new Session(database, telling.signal).executeSql("select 3")).rejects.toBe(reason);
    // The connection is there for others.
    const other = new Session(database);
    expect((await other.executeSql("select 4 as n")).rows).toEqual([{ n: 4 }]);
    await other.commit();
  });
});

describe.skipIf(testServer === undefined)("on a server", () => {
  let database: Database;
  let made: { url: Secret; drop(): Promise<void> };
  beforeAll(async () => {
    made = await createServerDatabase(testServer as string);
    database = await openServer(made.url, 1);
  });
  afterAll(async () => {
    await database.close();
    await made.drop();
  });

  /** How many queries of others run there. */
  async function sleeping(): Promise<number> {
    const watcher = await openServer(made.url, 1);
    try {
      const statement =
        "select count(*)::int as n from pg_stat_activity where query like '%pg_sleep(600)%' and state = 'active'";
      const { rows } = await watcher.query({ text: `${statement} and pid <> pg_backend_pid()`, values: [] });
      return (rows[0] as { n: number }).n;
    } finally {
      await watcher.close();
    }
  }

  test("the query that runs is cancelled there, and who waits for its connection gets it", async () => {
    const telling = new AbortController();
    const session = new Session(database, telling.signal);
    const slow = session.orm.execute(sql`select pg_sleep(600)`).catch((error: unknown) => error);
    await expect.poll(sleeping, { timeout: 20_000 }).toBe(1);
    const other = new Session(database);
    const waiting = other.executeSql("select 5 as n");
    const reason = new Error("the client has gone");
    telling.abort(reason);
    // The query builder wraps it.
    expect(((await slow) as Error).cause ?? (await slow)).toBe(reason);
    await session.rollback();
    expect((await waiting).rows).toEqual([{ n: 5 }]);
    await other.commit();
    expect(await sleeping()).toBe(0);
  });

  test("who waits for a connection leaves the line", async () => {
    const holding = await openServer(made.url, 1);
    try {
      const holder = new Session(holding);
      await holder.executeSql("select 1");
      const telling = new AbortController();
      const waiting = new Session(holding, telling.signal)
        .executeSql("select 2")
        .catch((error: unknown) => error);
      const reason = new Error("the time is over");
      telling.abort(reason);
      expect(await waiting).toBe(reason);
      await holder.commit();
      const next = new Session(holding);
      expect((await next.executeSql("select 6 as n")).rows).toEqual([{ n: 6 }]);
      await next.commit();
    } finally {
      await holding.close();
    }
  });
});
