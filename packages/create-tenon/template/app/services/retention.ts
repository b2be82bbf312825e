/** What is kept for how long, and its removal: rows that nothing asks for any more. */
import { lt, or, type SQL, sql } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";
import { dependency } from "tenon";
import { settings } from "../core/settings.ts";
import { dbSession, type Session } from "../db/session.ts";
import { auditEvents } from "../models/audit-event.ts";
import { idempotencyKeys } from "../models/idempotency-key.ts";
import { loginSessions, refreshTokens } from "../models/login-session.ts";
import { mailLinks } from "../models/mail-link.ts";
import { onceKeys } from "../models/once-key.ts";

/** How many rows of each table were removed. */
export type Removed = Readonly<Record<string, number>>;

const dayMilliseconds = 86_400_000;
/** A job waits for 30 days at most, and is a dead letter for 30 more: a row outlives them. */
const onceDays = 90;
/** Ended sessions are kept a while, so that who shows a token of one is still recognised. */
const endedSessionDays = 7;
/** Rows in one transaction: others wait for no more than these. */
const batch = 1000;

/** Removes what is over. */
export class Retention {
  readonly #session: Session;
  readonly #auditDays: number;

  constructor(session: Session, auditDays: number) {
    this.#session = session;
    this.#auditDays = auditDays;
  }

  /** Removes everything that is over, some rows a transaction. Stops early, between two of them, when it is told to. */
  async purge(signal: AbortSignal, now = new Date()): Promise<Removed> {
    const before = (days: number) => new Date(now.getTime() - days * dayMilliseconds);
    const ended = before(endedSessionDays);
    const over: readonly [string, PgTable, SQL | undefined][] = [
      // A token that is spent stays until it expires: its second use ends the session.
      ["refreshTokens", refreshTokens, lt(refreshTokens.expiresAt, now)],
      [
        "loginSessions",
        loginSessions,
        or(lt(loginSessions.endedAt, ended), lt(loginSessions.expiresAt, ended)),
      ],
      ["mailLinks", mailLinks, lt(mailLinks.expiresAt, now)],
      ["idempotencyKeys", idempotencyKeys, lt(idempotencyKeys.expiresAt, now)],
      ["onceKeys", onceKeys, lt(onceKeys.createdAt, before(onceDays))],
      ["auditEvents", auditEvents, lt(auditEvents.at, before(this.#auditDays))],
    ];
    const removed: Record<string, number> = {};
    for (const [name, table, condition] of over) removed[name] = await this.#remove(table, condition, signal);
    return removed;
  }

  async #remove(table: PgTable, condition: SQL | undefined, signal: AbortSignal): Promise<number> {
    const some = sql`ctid = any(array(select ctid from ${table} where ${condition} limit ${batch}))`;
    for (let total = 0; ; ) {
      signal.throwIfAborted();
      const rows = await this.#session.orm.delete(table).where(some).returning({ one: sql`1` });
      await this.#session.release();
      total += rows.length;
      if (rows.length < batch) return total;
    }
  }
}

/** The removal of what is over, in the session of the job. */
export const retention = dependency(
  { name: "retention", depends: { session: dbSession, settings } },
  ({ session, settings }) => new Retention(session, settings.auditRetentionDays),
);
