/** Accounts to try the service with, in development. */
import { randomBytes } from "node:crypto";
import { UsernameTaken } from "../core/errors.ts";
import type { PasswordHasher } from "../core/passwords.ts";
import type { Database } from "../db/database.ts";
import { inSession } from "../db/session.ts";
import { type Granted, UserService } from "../services/user-service.ts";

const accounts: readonly (Granted & { readonly username: string })[] = [
  { username: "ada", roles: ["admin"], emailVerified: true },
  { username: "grace", emailVerified: true },
  { username: "linus" },
];

/** Accounts that were made, with the one password they have. */
export interface Seeded {
  readonly usernames: readonly string[];
  readonly password: string;
}

/**
 * Makes the accounts that are not there yet. Their password is a new one each time: one that stands in a repository would
 * one day stand in front of a production database.
 */
export async function seed(database: Database, passwords: PasswordHasher): Promise<Seeded> {
  const password = randomBytes(15).toString("base64url");
  const usernames: string[] = [];
  for (const { username, ...granted } of accounts) {
    const account = { username, email: `${username}@example.com`, password };
    try {
      await inSession(database, (session) => new UserService(session, passwords).create(account, granted));
      usernames.push(username);
    } catch (error) {
      if (!(error instanceof UsernameTaken)) throw error;
    }
  }
  return { usernames, password };
}
