/** `npm run db:migrate`: applies the missing migrations and ends. */
import { currentSettings } from "../core/settings.ts";
import { openDatabase } from "./base.ts";
import { FolderInUse } from "./lock.ts";

try {
  const database = await openDatabase(currentSettings(), console.info);
  try {
    await database.migrate();
  } finally {
    await database.close();
  }
  console.info("The database is up to date.");
} catch (error) {
  // A sentence for what is no defect; everything else with its stack.
  console.error(error instanceof FolderInUse ? error.message : error);
  process.exitCode = 1;
}
