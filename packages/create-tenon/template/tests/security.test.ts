import { eq } from "drizzle-orm";
import { createApp, dependency, get, override, router, secured } from "tenon";
import { testClient } from "tenon/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { noOrigin } from "../app/core/origin.ts";
import { currentUser } from "../app/core/security.ts";
import { accessTokens } from "../app/core/tokens.ts";
import { database } from "../app/db/base.ts";
import type { Database } from "../app/db/database.ts";
import { dbSession, inSession } from "../app/db/session.ts";
import { users } from "../app/models/user.ts";
import { UserResponse } from "../app/schemas/user.ts";
import { AuditTrail } from "../app/services/audit-trail.ts";
import { LoginSessions } from "../app/services/login-sessions.ts";
import { grantedScopes } from "../app/services/sign-in-service.ts";
import { type User, UserService } from "../app/services/user-service.ts";
import { quickPasswords } from "./quick-passwords.ts";
import { openTestDatabase } from "./test-database.ts";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.close());

const app = createApp({
  title: "Test",
  version: "1",
  routes: {
    v1: router(
      {},
      {
        me: get("/me", { response: UserResponse, depends: { user: currentUser } }, ({ user }) => user),
        all: get(
          "/all",
          {
            response: z.object({ open: z.boolean() }),
            depends: { user: secured(currentUser, "users:read"), session: dbSession },
          },
          ({ session }) => ({ open: session.isOpen }),
        ),
      },
    ),
  },
});

// The database is this file's: closing it is not the app's business.
const start = () =>
  testClient(app, {
    overrides: [
      override(
        database,
        dependency({ scope: "app" }, () => db),
      ),
    ],
  });

async function account(username: string, roles: readonly "admin"[]) {
  return inSession(db, (session) => {
    const input = { username, email: `${username}@example.com`, password: "correct horse battery staple" };
    return new UserService(session, quickPasswords).create(input, { roles });
  });
}

/** A token of a session that is alive. */
async function tokenFor(client: Awaited<ReturnType<typeof start>>, user: User, scopes: string[]) {
  const sessionId = await inSession(db, (session) =>
    new LoginSessions(session, new AuditTrail(session), 1).open(user, scopes, noOrigin),
  );
  return (await (await client.value(accessTokens)).issue({ subject: user.id, sessionId, scopes })).token;
}

const change = (id: string, values: Partial<typeof users.$inferInsert>) =>
  inSession(db, ({ orm }) => orm.update(users).set(values).where(eq(users.id, id)));

describe("the current user", () => {
  test("is the one of the token, as the contract shows it", async () => {
    await using client = await start();
    const user = await account("plain", []);
    const token = await tokenFor(client, user, []);
    const answer = await client.get("/me", { headers: { authorization: `Bearer ${token}` } });
    expect(answer.status).toBe(200);
    expect(answer.json()).toEqual(JSON.parse(JSON.stringify(user)));
  });

  test("needs a token that is good: 401 with a challenge otherwise", async () => {
    await using client = await start();
    const missing = await client.get("/me");
    expect([missing.status, missing.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
    const garbled = await client.get("/me", { headers: { authorization: "Bearer a.b.c" } });
    expect(garbled.status).toBe(401);
    expect(garbled.headers.get("www-authenticate")).toContain('error="invalid_token"');
  });

  test("needs the scope in the token and in the roles, as they are now", async () => {
    await using client = await start();
    const user = await account("chief", ["admin"]);
    const status = async (scopes: string[]) => {
      const token = await tokenFor(client, user, scopes);
      return (await client.get("/all", { headers: { authorization: `Bearer ${token}` } })).status;
    };
    expect([await status(["users:read"]), await status([])]).toEqual([200, 403]);
    await change(user.id, { roles: [] });
    expect(await status(["users:read"])).toBe(403);
    await change(user.id, { roles: ["admin"], isActive: false });
    expect(await status(["users:read"])).toBe(401);
  });

  test("leaves no transaction open behind it", async () => {
    await using client = await start();
    const user = await account("tidy", ["admin"]);
    const token = await tokenFor(client, user, ["users:read"]);
    const answer = await client.get("/all", { headers: { authorization: `Bearer ${token}` } });
    expect(answer.json()).toEqual({ open: false });
  });
});

test("scopes are granted as far as the roles go", async () => {
  const admin = await account("granted", ["admin"]);
  expect(grantedScopes(admin, [])).toEqual(["users:read", "users:write", "audit:read", "jobs:manage"]);
  expect(grantedScopes(admin, ["users:write", "nonsense"])).toEqual(["users:write"]);
  expect(grantedScopes({ ...admin, roles: ["retired-role", "toString"] }, [])).toEqual([]);
});
