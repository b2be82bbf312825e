/** The first administrator by the environment: for deployments where nobody has a terminal. */
import { sql } from "drizzle-orm";
import { dependency, StartError } from "tenon";
import { passwordHasher } from "../core/passwords.ts";
import { settings } from "../core/settings.ts";
import { database } from "../db/base.ts";
import type { Database } from "../db/database.ts";
import { inSession } from "../db/session.ts";
import { users } from "../models/user.ts";
import { createAdmin, explainRefusal } from "./create-admin.ts";

/**
 * Makes the administrator of ADMIN_USERNAME, ADMIN_EMAIL and ADMIN_PASSWORD at start-up, where there is none at all; one that is
 * there is never changed. It has no value; the app needs it for its effect.
 */
export const firstAdmin = dependency(
  { scope: "app", name: "firstAdmin", depends: { settings, database, passwords: passwordHasher } },
  async ({ settings, database, passwords }): Promise<void> => {
    const { firstAdmin } = settings;
    if (firstAdmin === undefined || (await hasAdmin(database))) return;
    const account = { ...firstAdmin, password: firstAdmin.password.reveal() };
    try {
      await createAdmin(database, passwords, account);
    } catch (error) {
      // Another process that started at the same time has made it.
      if (await hasAdmin(database)) return;
      const why = explainRefusal(error);
      throw why === undefined ? error : new StartError(`The administrator of ADMIN_USERNAME: ${why}`);
    }
  },
);

function hasAdmin(database: Database): Promise<boolean> {
  return inSession(database, async ({ orm }) => {
    const found = await orm
      .select({ id: users.id })
      .from(users)
      .where(sql`'admin' = any(${users.roles})`)
      .limit(1);
    return found.length > 0;
  });
}
