/** The whole service for a test: its own database, a captured mailbox, quick passwords. */
import { dependency, type Logger, type Override, override } from "tenon";
import { type TestClient, testClient } from "tenon/testing";
import { afterAll, beforeAll } from "vitest";
import { passwordHasher } from "../../app/core/passwords.ts";
import type { Role } from "../../app/core/roles.ts";
import { database } from "../../app/db/base.ts";
import type { Database } from "../../app/db/database.ts";
import { inSession } from "../../app/db/session.ts";
import type { Letter } from "../../app/emails/letter.ts";
import { mailer } from "../../app/emails/mailer.ts";
import app, { type api } from "../../app/main.ts";
import { AuditTrail } from "../../app/services/audit-trail.ts";
import { type User, UserService, type UserValues } from "../../app/services/user-service.ts";
import { quickPasswords } from "../quick-passwords.ts";
import { openTestDatabase } from "../test-database.ts";

/** A password that every account of these tests has. */
export const password = "correct horse battery staple";

const onlyAdmin: readonly Role[] = ["admin"];

/** The service, running. */
export interface Service {
  readonly client: TestClient<typeof api>;
  /** Mails sent since the service started. */
  readonly mails: { readonly to: string; readonly letter: Letter }[];
  /** What was logged since the service started. */
  readonly logs: LogLine[];
  /** Makes an account directly, and a token for it. */
  readonly account: (
    username: string,
    options?: { admin?: boolean; roles?: readonly Role[]; verified?: boolean },
  ) => Promise<{ user: User; token: string }>;
  /** Makes something by a POST, and gives its id. */
  readonly make: (path: string, token: string, json: object) => Promise<string>;
  /** Changes an account directly, as nobody could by a request. */
  readonly change: (userId: string, values: UserValues) => Promise<void>;
  /** A token by the token endpoint. */
  readonly tokenFor: (username: string, scope?: string) => Promise<string>;
  /** All tokens by the token endpoint. */
  readonly signIn: (username: string, scope?: string) => Promise<Tokens>;
  /** The secret of the link in the last mail to an address. */
  readonly linkIn: (to: string) => Promise<string>;
  /** What the audit trail says of a user, oldest first. */
  readonly auditOf: (userId: string) => Promise<string[]>;
}

/** One line of the log. */
export interface LogLine {
  readonly level: "debug" | "info" | "warn" | "error";
  readonly fields: object;
}

/** What the token endpoint gives. */
export interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly scope: string;
}

/** Starts the service for a test file and stops it at its end. */
export function useService(extra: readonly Override[] = []): Service {
  const mails: Service["mails"] = [];
  const logs: LogLine[] = [];
  let client: TestClient<typeof api>;
  let db: Database;
  beforeAll(async () => {
    db = await openTestDatabase();
    const captured = { send: async (to: string, letter: Letter) => void mails.push({ to, letter }) };
    client = await testClient(app, {
      logger: loggerInto(logs),
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
  const signIn: Service["signIn"] = async (username, scope = "") => {
    const form = { grant_type: "password", username, password, scope };
    const response = await client.post("/api/v1/auth/token", { form });
    return response.json<Tokens>();
  };
  const tokenFor: Service["tokenFor"] = async (username, scope) =>
    (await signIn(username, scope)).access_token;
  return {
    get client() {
      return client;
    },
    mails,
    logs,
    tokenFor,
    signIn,
    async linkIn(to) {
      await client.jobs.drain();
      const letter = mails.findLast((mail) => mail.to === to)?.letter;
      const link = letter?.paragraphs.find((it) => typeof it !== "string")?.link ?? "";
      return new URL(link).searchParams.get("token") ?? "";
    },
    auditOf: (userId) =>
      inSession(db, async (session) => {
        const events = await new AuditTrail(session).list({ limit: 100, userId });
        return events.map(({ event }) => event).reverse();
      }),
    async make(path, token, json) {
      return (await client.post(path, { token, json })).json<{ id: string }>().id;
    },
    async change(userId, values) {
      await inSession(db, (session) => new UserService(session, quickPasswords).update(userId, values));
    },
    async account(
      username,
      { admin = false, roles = admin ? onlyAdmin : [], verified = roles.length > 0 } = {},
    ) {
      const user = await inSession(db, (session) =>
        new UserService(session, quickPasswords).create(
          { username, email: `${username}@example.com`, password },
          { roles, emailVerified: verified },
        ),
      );
      return { user, token: await tokenFor(username) };
    },
  };
}

function loggerInto(logs: LogLine[], around: object = {}): Logger {
  const line = (level: LogLine["level"]) => (fields: object) =>
    void logs.push({ level, fields: { ...around, ...fields } });
  return {
    debug: line("debug"),
    info: line("info"),
    warn: line("warn"),
    error: line("error"),
    child: (fields) => loggerInto(logs, { ...around, ...fields }),
  };
}
