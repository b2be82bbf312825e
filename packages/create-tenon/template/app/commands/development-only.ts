/** What may be done to a developer's database only. */
import type { Settings } from "../core/config.ts";

/** The command is refused; the message says why and what to do. */
export class NotHere extends Error {
  override readonly name = "NotHere";
}

/**
 * Refuses unless this is development and, on a server, its database is named: a DATABASE_URL that is left over in a
 * terminal must not be enough to lose one.
 *
 * @param named the database's name, as the command was given it
 * @throws {NotHere}
 */
export function requireDevelopment(
  { environment, databaseUrl }: Pick<Settings, "environment" | "databaseUrl">,
  command: string,
  named: string | undefined,
): void {
  if (environment !== "development")
    throw new NotHere(`${command} is for development; this environment is ${environment}.`);
  if (databaseUrl === undefined || databaseUrl.reveal().startsWith("memory:")) return;
  const { hostname, pathname } = new URL(databaseUrl.reveal());
  const name = decodeURIComponent(pathname.slice(1));
  if (named !== name)
    throw new NotHere(
      `DATABASE_URL is the database "${name}" on ${hostname}. If that is the one: npm run ${command} -- --database ${name}`,
    );
}
