/** The command that makes an administrator: run on an open database, by the terminal or by the running service. */
import { join } from "node:path";
import { dependency, HttpError } from "tenon";
import { z } from "zod";
import { type PasswordHasher, passwordHasher } from "../core/passwords.ts";
import { settings } from "../core/settings.ts";
import { database } from "../db/base.ts";
import type { Database } from "../db/database.ts";
import { inSession } from "../db/session.ts";
import { UserCreate } from "../schemas/user.ts";
import { type NewAccount, UserService } from "../services/user-service.ts";
import { listenForCommands } from "./channel.ts";

/** The command's name on the channel. */
export const createAdminCommand = "create-admin";

/** Makes an active administrator whose e-mail counts as verified: whoever can run this is trusted with it. */
export async function createAdmin(
  database: Database,
  passwords: PasswordHasher,
  input: unknown,
): Promise<{ username: string }> {
  const account: NewAccount = UserCreate.parse(input);
  const granted = { roles: ["admin"], emailVerified: true } as const;
  const { username } = await inSession(database, (session) =>
    new UserService(session, passwords).create(account, granted),
  );
  return { username };
}

/** The sentence for an error that is the caller's; nothing for a defect. */
export function explainRefusal(error: unknown): string | undefined {
  if (error instanceof HttpError) return error.message;
  if (error instanceof z.ZodError) return z.prettifyError(error);
  return undefined;
}

/** Where the running service listens. */
export function channelPath(dataDir: string): string {
  return join(dataDir, "control", "service.sock");
}

/**
 * The channel of the running service. Only the embedded database needs it: a server can be reached by any process.
 * It has no value; the app needs it for its effect.
 */
export const commandChannel = dependency(
  { scope: "app", name: "commandChannel", depends: { settings, database, passwords: passwordHasher } },
  async function* ({ settings, database, passwords }): AsyncGenerator<void> {
    if (database.kind !== "embedded") return yield;
    const commands = { [createAdminCommand]: (input: unknown) => createAdmin(database, passwords, input) };
    const channel = await listenForCommands(channelPath(settings.dataDir), commands, explainRefusal);
    try {
      yield;
    } finally {
      await channel.close();
    }
  },
);
