/** Effects that happen once, although the job that has them may run again: jobs run at least once. */
import { dependency } from "tenon";
import { dbSession, type Session } from "../db/session.ts";
import { onceKeys } from "../models/once-key.ts";

/**
 * True for the first who asks with a key; false when it was asked for before and committed. The row is in the transaction of the
 * effect: both are there, or neither. Of two at once the second waits for how the first one ends. A row is kept for 90 days,
 * longer than a job can wait and lie among the dead letters.
 *
 * @example
 * job("welcome", { depends: { once } }, async ({ once }, { id }) => {
 *   if (!(await once(`welcome ${id}`))) return;
 *   ... // writes in the same session
 * });
 */
export const once = dependency({ name: "once", depends: { session: dbSession } }, ({ session }) =>
  onceIn(session),
);

/** The same in a session that is there. */
export function onceIn(session: Session): (key: string) => Promise<boolean> {
  return async (key) => {
    const made = await session.orm
      .insert(onceKeys)
      .values({ key })
      .onConflictDoNothing()
      .returning({ key: onceKeys.key });
    return made.length === 1;
  };
}
