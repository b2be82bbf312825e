import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EmailTaken, UserNotFound, UsernameTaken } from "../app/core/errors.ts";
import { PasswordHasher } from "../app/core/passwords.ts";
import { uuidv7 } from "../app/core/uuid.ts";
import type { Database } from "../app/db/database.ts";
import { inSession, Session } from "../app/db/session.ts";
import { users } from "../app/models/user.ts";
import { UserService } from "../app/services/user-service.ts";
import { quickPasswords } from "./quick-passwords.ts";
import { openTestDatabase } from "./test-database.ts";

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const password = "correct horse battery staple";

/** One call of the service in a session of its own, as a request has it. */
function call<Result>(
  use: (service: UserService) => Promise<Result>,
  passwords = quickPasswords,
): Promise<Result> {
  return inSession(database, (session) => use(new UserService(session, passwords)));
}

const signUp = (username: string, email = `${username}@example.com`) =>
  call((it) => it.create({ username, email, password }));

const operator = (username: string, email: string) =>
  call((it) => it.create({ username, email, password }, { roles: ["admin"], emailVerified: true }));

describe("making an account", () => {
  test("makes an active account without roles whose password cannot be seen", async () => {
    const user = await signUp("Ada.L");
    expect(user).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/),
      username: "Ada.L",
      email: "Ada.L@example.com",
      emailVerifiedAt: null,
      roles: [],
      isActive: true,
      createdAt: expect.any(Date),
      updatedAt: expect.any(Date),
    });
    expect(await call((it) => it.get(user.id))).toEqual(user);
  });

  test("refuses a username that is taken, whatever its case", async () => {
    await signUp("Grace");
    await expect(signUp("gRACE", "other@example.com")).rejects.toThrow(UsernameTaken);
  });

  test("makes no difference between an e-mail that is known, verified and unknown", async () => {
    await operator("owner", "owner@example.com");
    const same = await Promise.all([
      signUp("imposter1", "owner@example.com"),
      signUp("imposter2", "OWNER@example.com"),
    ]);
    expect(same.map((user) => user.emailVerifiedAt)).toEqual([null, null]);
    expect((await call((it) => it.authenticate("imposter1", password))).user?.username).toBe("imposter1");
  });

  test("of twenty at once for one name lets one through", async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, n) => signUp(n % 2 === 0 ? "popular" : "POPULAR", `p${n}@example.com`)),
    );
    const refused = results.filter((it) => it.status === "rejected");
    expect(refused).toHaveLength(19);
    for (const { reason } of refused) expect(reason).toBeInstanceOf(UsernameTaken);
  });

  test("hashes before it takes a connection", async () => {
    const session = new Session(database);
    const slow = new PasswordHasher();
    const openWhileHashing: boolean[] = [];
    slow.hash = async (it) => {
      openWhileHashing.push(session.isOpen);
      return quickPasswords.hash(it);
    };
    await new UserService(session, slow).create({ username: "unhurried", email: "u@example.com", password });
    await session.rollback();
    expect(openWhileHashing).toEqual([false]);
  });
});

describe("making an administrator", () => {
  test("refuses an e-mail that is verified for somebody else", async () => {
    await operator("first.admin", "admin@example.com");
    await expect(operator("second.admin", "Admin@Example.com")).rejects.toThrow(EmailTaken);
  });
});

describe("signing in", () => {
  test("takes the username in any case, and the verified e-mail", async () => {
    const { id } = await operator("Linus", "linus@example.com");
    for (const login of ["Linus", "LINUS", "linus@example.com", "Linus@Example.Com"]) {
      expect((await call((it) => it.authenticate(login, password))).user?.id).toBe(id);
    }
  });

  test("takes no e-mail that is not verified", async () => {
    await signUp("margaret");
    expect((await call((it) => it.authenticate("margaret@example.com", password))).user).toBeUndefined();
  });

  test.each(["nobody", "nobody@example.com", "", "\0", "nul\0@example.com", "x".repeat(10_000), "\ud800"])(
    "knows no %o",
    async (login) => {
      expect((await call((it) => it.authenticate(login, password))).user).toBeUndefined();
    },
  );

  test("refuses a wrong password and an account that is not active", async () => {
    const { id } = await signUp("inactive");
    expect((await call((it) => it.authenticate("inactive", `${password}!`))).user).toBeUndefined();
    await inSession(database, ({ orm }) =>
      orm.update(users).set({ isActive: false }).where(eq(users.id, id)),
    );
    expect((await call((it) => it.authenticate("inactive", password))).user).toBeUndefined();
  });

  test("checks a password for an unknown name too, and holds no connection meanwhile", async () => {
    const session = new Session(database);
    const checks: [open: boolean, hash: unknown][] = [];
    const watched = new PasswordHasher();
    watched.verify = async (_password, hash) => {
      checks.push([session.isOpen, hash]);
      return false;
    };
    await new UserService(session, watched).authenticate("nobody-at-all", password);
    await session.commit();
    expect(checks).toEqual([[false, undefined]]);
  });

  test("renews a hash of another cost", async () => {
    const { id } = await signUp("renewed");
    const dearer = new PasswordHasher({ memory: 16, passes: 1, parallelism: 1 });
    expect((await call((it) => it.authenticate("renewed", password), dearer)).user).toBeDefined();
    const [row] = await inSession(database, ({ orm }) => orm.select().from(users).where(eq(users.id, id)));
    expect(row?.passwordHash).toContain("m=16,");
    expect((await call((it) => it.authenticate("renewed", password), dearer)).user).toBeDefined();
  });
});

describe("a profile", () => {
  test("stays as it is when nothing changes", async () => {
    const user = await operator("same", "same@example.com");
    expect(await call((it) => it.update(user.id, {}))).toEqual(user);
  });

  test("can change the case of its own username, and take no other's", async () => {
    const user = await signUp("mine");
    await signUp("theirs");
    expect((await call((it) => it.update(user.id, { username: "MINE" }))).username).toBe("MINE");
    await expect(call((it) => it.update(user.id, { username: "Theirs" }))).rejects.toThrow(UsernameTaken);
  });

  test("of nobody is not found", async () => {
    await expect(call((it) => it.get(uuidv7()))).rejects.toThrow(UserNotFound);
    expect(await call((it) => it.find(uuidv7()))).toBeUndefined();
  });
});

test("a list comes in pages, oldest first, with the number of all", async () => {
  for (const name of ["page-a", "page-b", "page-c"]) await signUp(name);
  const all = await call((it) => it.list({ limit: 100, offset: 0 }));
  expect(all.total).toBe(all.items.length);
  expect(all.items.slice(-3).map((user) => user.username)).toEqual(["page-a", "page-b", "page-c"]);
  const some = await call((it) => it.list({ limit: 2, offset: all.total - 3 }));
  expect(some.items.map((user) => user.username)).toEqual(["page-a", "page-b"]);
  expect((await call((it) => it.list({ limit: 2, offset: 10_000 }))).items).toEqual([]);
  expect(JSON.stringify(all)).not.toContain("argon2");
});
