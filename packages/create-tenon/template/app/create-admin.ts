/** `npm run create-admin -- --username ada --email ada@example.com`: makes an administrator, while the service runs too. */
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { askPassword, PasswordsDiffer } from "./commands/ask-password.ts";
import { CommandRefused, NobodyListens, sendCommand } from "./commands/channel.ts";
import { channelPath, createAdmin, createAdminCommand, explainRefusal } from "./commands/create-admin.ts";
import type { Settings } from "./core/config.ts";
import { PasswordHasher } from "./core/passwords.ts";
import { currentSettings } from "./core/settings.ts";
import { openDatabase } from "./db/base.ts";
import { FolderInUse } from "./db/lock.ts";

const usage = `Usage: npm run create-admin -- --username NAME --email ADDRESS
The password is asked for, or taken from ADMIN_PASSWORD, or from standard input.`;

try {
  const { username, email } = readArguments();
  if (username === undefined || email === undefined) {
    console.error(usage);
    process.exitCode = 2;
  } else {
    const password = await askPassword("ADMIN_PASSWORD");
    await run(currentSettings(), { username, email, password });
    console.info(`${username} is an administrator.`);
  }
} catch (error) {
  console.error(sentenceFor(error) ?? error);
  process.exitCode = 1;
}

function readArguments() {
  const { values } = parseArgs({ options: { username: { type: "string" }, email: { type: "string" } } });
  return values;
}

/** Through the process that holds the embedded database, if there is one; on the database itself otherwise. */
async function run(settings: Settings, account: unknown): Promise<void> {
  if (settings.databaseUrl !== undefined) return onDatabase(settings, account);
  const attempts = 20;
  for (let attempt = 1; ; attempt++) {
    try {
      await sendCommand(channelPath(settings.dataDir), createAdminCommand, account);
      return;
    } catch (error) {
      if (!(error instanceof NobodyListens)) throw error;
    }
    try {
      return await onDatabase(settings, account);
    } catch (error) {
      // Somebody opened it between the two: a service that is starting listens in a moment.
      if (!(error instanceof FolderInUse) || attempt === attempts) throw error;
      await sleep(500);
    }
  }
}

async function onDatabase(settings: Settings, account: unknown): Promise<void> {
  const database = await openDatabase(settings, console.info);
  try {
    if (settings.migrate) await database.migrate();
    else await database.requireMigrated();
    await createAdmin(database, new PasswordHasher(), account);
  } finally {
    await database.close();
  }
}

function sentenceFor(error: unknown): string | undefined {
  const isSentence =
    error instanceof CommandRefused || error instanceof FolderInUse || error instanceof PasswordsDiffer;
  if (isSentence) return error.message;
  if ((error as NodeJS.ErrnoException).code?.startsWith("ERR_PARSE_ARGS"))
    return `${(error as Error).message}\n${usage}`;
  return explainRefusal(error);
}
