import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Database, TransactionAborted } from "../app/db/database.ts";
import { inSession, Session } from "../app/db/session.ts";
import { users } from "../app/models/user.ts";
import { openTestDatabase } from "./test-database.ts";

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const row = (username: string) => ({
  username,
  email: `${username}@example.com`,
  passwordHash: "secret-hash",
});

async function exists(username: string): Promise<boolean> {
  return inSession(database, async ({ orm }) => {
    const found = await orm.select().from(users).where(eq(users.username, username));
    return found.length > 0;
  });
}

describe("a session", () => {
  test("opens at its first query, and one without queries opens nothing", async () => {
    const session = new Session(database);
    expect(session.isOpen).toBe(false);
    await session.orm.select().from(users).limit(1);
    expect(session.isOpen).toBe(true);
    await session.commit();
    expect(session.isOpen).toBe(false);

    await new Session(database).commit();
    await new Session(database).rollback();
  });

  test("keeps what it did when it is committed", async () => {
    await inSession(database, ({ orm }) => orm.insert(users).values(row("kept")));
    expect(await exists("kept")).toBe(true);
  });

  test("undoes what it did when something is thrown, and passes that on", async () => {
    const failing = inSession(database, async ({ orm }) => {
      await orm.insert(users).values(row("undone"));
      throw new RangeError("boom");
    });
    await expect(failing).rejects.toThrow(RangeError);
    expect(await exists("undone")).toBe(false);
  });

  test("runs queries that come at once in one transaction", async () => {
    const ids = await inSession(database, async ({ orm }) => {
      const current = () =>
        orm.select({ id: sql<string>`pg_current_xact_id()::text` }).from(sql`(select 1) as one`);
      return Promise.all([current(), current(), current()]);
    });
    expect(new Set(ids.flat().map(({ id }) => id)).size).toBe(1);
  });

  test("refuses to commit over a failure that was swallowed", async () => {
    const session = new Session(database);
    await session.orm.insert(users).values(row("swallowed"));
    await session.orm.execute(sql`select 1/0`).catch(() => undefined);
    await expect(session.commit()).rejects.toThrow(/rolled back|aborted|rollback/i);
    expect(await exists("swallowed")).toBe(false);
    expect(new TransactionAborted().message).toContain("rolled back");
  });

  test("nests by savepoints: an inner failure leaves the outer work", async () => {
    await inSession(database, async ({ orm }) => {
      await orm.insert(users).values(row("outer"));
      const inner = orm.transaction(async (savepoint) => {
        await savepoint.insert(users).values(row("inner"));
        await savepoint.insert(users).values(row("outer"));
      });
      await expect(inner).rejects.toThrow();
    });
    expect([await exists("outer"), await exists("inner")]).toEqual([true, false]);
  });

  test("released in the middle keeps what was done, lets others in, and begins anew", async () => {
    const session = new Session(database);
    await session.orm.insert(users).values(row("before-release"));
    await session.release();
    // On the embedded database this would wait for ever if the connection were still taken.
    expect(await exists("before-release")).toBe(true);
    await session.orm.insert(users).values(row("after-release"));
    await session.rollback();
    expect([await exists("before-release"), await exists("after-release")]).toEqual([true, false]);
  });

  test("takes no query after its end", async () => {
    const session = new Session(database);
    await session.commit();
    await expect(session.orm.select().from(users)).rejects.toMatchObject({
      cause: { message: expect.stringContaining("over") },
    });
    expect(session.isOpen).toBe(false);
  });

  test("gives its connection back however it ends", async () => {
    // More than there are connections.
    for (let i = 0; i < 15; i++) {
      await inSession(database, async ({ orm }) => {
        await orm.execute(sql`select 1`);
        if (i % 3 === 1) throw new Error("boom");
        if (i % 3 === 2) await orm.execute(sql`select 1/0`);
      }).catch(() => undefined);
    }
    await database.ping();
  });

  test("keeps the values of a failed query out of the error that goes to the log", async () => {
    await inSession(database, ({ orm }) => orm.insert(users).values(row("logged")));
    const failing = inSession(database, ({ orm }) => orm.insert(users).values(row("logged")));
    const error: unknown = await failing.catch((thrown: unknown) => thrown);
    const { inspect } = await import("node:util");
    expect(inspect(error)).toContain("Failed query: insert into");
    expect(inspect(error)).not.toMatch(/secret-hash|logged@example.com|\(logged\)/);
  });
});
