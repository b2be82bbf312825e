/** The settings of this process, read at the first use. */
import { dependency } from "tenon";
import { ConfigError, readSettings, type Settings } from "./config.ts";

let current: Settings | undefined;

/**
 * The settings of this process. With a bad configuration there is nothing a process could go on to do, and the first use
 * is during the imports of an entry, where no entry could catch an error: so the message is printed here, and it exits 1.
 */
export function currentSettings(): Settings {
  current ??= readOrExit();
  return current;
}

function readOrExit(): Settings {
  try {
    return readSettings();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

/** The settings as a dependency, so that tests can override them. */
export const settings = dependency({ scope: "app", name: "settings" }, () => currentSettings());
