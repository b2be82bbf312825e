/**
 * `npm run db:reset`: throws the database away, makes it anew, and seeds it. `npm run db:seed`: makes the accounts of the
 * seeds that are not there. Both in development only; on a server the database has to be named: `-- --database NAME`.
 */
import { parseArgs } from "node:util";
import { NotHere, requireDevelopment } from "./commands/development-only.ts";
import { seed } from "./commands/seeds.ts";
import type { Settings } from "./core/config.ts";
import { PasswordHasher } from "./core/passwords.ts";
import { currentSettings } from "./core/settings.ts";
import { openDatabase } from "./db/base.ts";
import { FolderInUse } from "./db/lock.ts";
import { emptyDatabase } from "./db/reset.ts";

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { database: { type: "string" } },
  });
  const [command] = positionals;
  if (command !== "reset" && command !== "seed") throw new NotHere(`There is no command ${command}.`);
  const settings = currentSettings();
  requireDevelopment(settings, `db:${command}`, values.database);
  if (command === "reset") await emptyDatabase(settings);
  await fill(settings);
} catch (error) {
  // A sentence for what is no defect; everything else with its stack.
  console.error(isSentence(error) ? error.message : error);
  process.exitCode = 1;
}

async function fill(settings: Settings): Promise<void> {
  const database = await openDatabase(settings, console.info);
  try {
    await database.migrate();
    const { usernames, password } = await seed(database, new PasswordHasher());
    console.info(
      usernames.length === 0
        ? "All accounts of the seeds are there."
        : `Made ${usernames.join(", ")}, each with the password ${password}`,
    );
  } finally {
    await database.close();
  }
}

function isSentence(error: unknown): error is Error {
  const isBadArgument = String((error as NodeJS.ErrnoException).code).startsWith("ERR_PARSE_ARGS");
  return error instanceof NotHere || error instanceof FolderInUse || isBadArgument;
}
