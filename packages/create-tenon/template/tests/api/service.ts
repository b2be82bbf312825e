/** The whole service for a test: its own database, a captured mailbox, quick passwords. */
import { dependency, type Override, override } from "tenon";
import { type TestClient, testClient } from "tenon/testing";
import { afterAll, beforeAll } from "vitest";
import { passwordHasher } from "../../app/core/passwords.ts";
import { database } from "../../app/db/base.ts";
import type { Database } from "../../app/db/database.ts";
import { inSession } from "../../app/db/session.ts";
import type { Letter } from "../../app/emails/letter.ts";
import { mailer } from "../../app/emails/mailer.ts";
import app, { type api } from "../../app/main.ts";
import { type User, UserService } from "../../app/services/user-service.ts";
import { quickPasswords } from "../quick-passwords.ts";
import { openTestDatabase } from "../test-database.ts";

/** A password that every account of these tests has. */
export const password = "correct horse battery staple";

/** The service, running. */
export interface Service {
  readonly client: TestClient<typeof api>;
  /** Mails sent since the service started. */
  readonly mails: { readonly to: string; readonly letter: Letter }[];
  /** Makes an account directly, and a token for it. */
  readonly account: (
    username: string,
    options?: { admin?: boolean },
  ) => Promise<{ user: User; token: string }>;
  /** A token by the token endpoint. */
  readonly tokenFor: (username: string, scope?: string) => Promise<string>;
}

/** Starts the service for a test file and stops it at its end. */
export function useService(extra: readonly Override[] = []): Service {
  const mails: Service["mails"] = [];
  let client: TestClient<typeof api>;
  let db: Database;
  beforeAll(async () => {
    db = await openTestDatabase();
    const captured = { send: async (to: string, letter: Letter) => void mails.push({ to, letter }) };
    client = await testClient(app, {
      overrides: [
        override(
          database,
          dependency({ scope: "app" }, async function* () {
            yield db;
          }),
        ),
        override(mailer, () => captured),
        override(passwordHasher, () => quickPasswords),
        ...extra,
      ],
    });
  });
  afterAll(async () => {
    await client.close();
    await db.close();
  });
  const tokenFor: Service["tokenFor"] = async (username, scope = "") => {
    const form = { grant_type: "password", username, password, scope };
    const response = await client.post("/api/v1/auth/token", { form });
    return response.json<{ access_token: string }>().access_token;
  };
  return {
    get client() {
      return client;
    },
    mails,
    tokenFor,
    async account(username, { admin = false } = {}) {
      const user = await inSession(db, (session) =>
        new UserService(session, quickPasswords).create(
          { username, email: `${username}@example.com`, password },
          admin ? { roles: ["admin"], emailVerified: true } : {},
        ),
      );
      return { user, token: await tokenFor(username) };
    },
  };
}
