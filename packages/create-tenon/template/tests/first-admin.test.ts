import { dependency, override } from "tenon";
import { testClient } from "tenon/testing";
import { expect, test } from "vitest";
import { ConfigError, readSettings } from "../app/core/config.ts";
import { passwordHasher } from "../app/core/passwords.ts";
import { settings } from "../app/core/settings.ts";
import { database } from "../app/db/base.ts";
import { inSession } from "../app/db/session.ts";
import app from "../app/main.ts";
import { users } from "../app/models/user.ts";
import { quickPasswords } from "./quick-passwords.ts";
import { openTestDatabase } from "./test-database.ts";

const env = {
  NODE_ENV: "test",
  ADMIN_USERNAME: "root",
  ADMIN_EMAIL: "root@example.com",
  ADMIN_PASSWORD: "correct horse battery staple",
};

test("the first administrator is made by the environment, once, and never with a default password", async () => {
  const db = await openTestDatabase();
  const start = (variables: Record<string, string>) =>
    testClient(app, {
      overrides: [
        override(
          database,
          dependency({ scope: "app" }, () => db),
        ),
        override(settings, () => readSettings({ env: variables })),
        override(passwordHasher, () => quickPasswords),
      ],
    });
  const admins = () => inSession(db, ({ orm }) => orm.select().from(users));
  await expect(start({ ...env, ADMIN_PASSWORD: "password" })).rejects.toThrow(
    /ADMIN_USERNAME.*[\s\S]*password/,
  );
  expect(await admins()).toEqual([]);
  await (await start(env)).close();
  expect(await admins()).toMatchObject([
    { username: "root", roles: ["admin"], emailVerifiedAt: expect.any(Date) },
  ]);
  // Another name later makes nobody: there is one.
  await (await start({ ...env, ADMIN_USERNAME: "second", ADMIN_EMAIL: "second@example.com" })).close();
  expect(await admins()).toHaveLength(1);
  await db.close();
});

test("a name without a password is a fault of the configuration", () => {
  const read = () => readSettings({ env: { NODE_ENV: "test", ADMIN_USERNAME: "root" } });
  expect(read).toThrow(ConfigError);
  expect(read).toThrow(/ADMIN_EMAIL is missing[\s\S]*ADMIN_PASSWORD is missing/);
});
