/** Idempotency keys: who may write under one, and what was answered. */
import { and, eq, gt, sql } from "drizzle-orm";
import { dependency } from "tenon";
import { IdempotencyKeyInUse, IdempotencyKeyReused } from "../core/errors.ts";
import { settings } from "../core/settings.ts";
import type { Orm } from "../db/database.ts";
import { dbSession, type Session } from "../db/session.ts";
import { type IdempotencyKeyRow, idempotencyKeys as table } from "../models/idempotency-key.ts";
import { ownedBy } from "./ownership.ts";

/** One request under a key. */
export type KeyedRequest = Pick<IdempotencyKeyRow, "userId" | "operation" | "key" | "fingerprint">;

/** What was answered. */
export type StoredAnswer = Pick<IdempotencyKeyRow, "status" | "headers" | "body">;

const hourMilliseconds = 3_600_000;

/** Claims keys and keeps answers, in the session of the request: what was written and its answer are committed together. */
export class IdempotencyKeys {
  readonly #session: Session;
  readonly #hours: number;

  /** @param hours how long an answer is kept */
  constructor(session: Session, hours: number) {
    this.#session = session;
    this.#hours = hours;
  }

  /**
   * Takes a key for as long as the session writes. A lock of the transaction's own, so that a process that dies leaves nothing
   * behind; each further transaction of the session takes it again, before anything is written in it.
   *
   * @returns what was answered before; nothing for a new key, or one that has expired
   * @throws {IdempotencyKeyReused} when it was another request
   * @throws {IdempotencyKeyInUse} when that request has not ended
   */
  async claim(request: KeyedRequest): Promise<StoredAnswer | undefined> {
    let stored: StoredAnswer | undefined;
    let again = false;
    await this.#session.inEachTransaction(async (orm) => {
      await lock(orm, request);
      stored = await answerTo(orm, request);
      // Somebody was faster while this one had let go: its next attempt will get that answer.
      if (again && stored !== undefined) throw new IdempotencyKeyInUse();
      again = true;
    });
    return stored;
  }

  /** Keeps the answer to a request that has claimed its key. */
  async keep(request: KeyedRequest, answer: StoredAnswer): Promise<void> {
    const expiresAt = new Date(Date.now() + this.#hours * hourMilliseconds);
    const values = { ...request, ...answer, createdAt: new Date(), expiresAt };
    await this.#session.orm
      .insert(table)
      .values(values)
      // One that has expired may still be there.
      .onConflictDoUpdate({ target: [table.userId, table.operation, table.key], set: values });
  }
}

async function lock(orm: Orm, { userId, operation, key }: KeyedRequest): Promise<void> {
  const name = `idempotency ${userId} ${operation} ${key}`;
  const [row] = await orm
    .select({ locked: sql<boolean>`pg_try_advisory_xact_lock(hashtextextended(${name}, 0))` })
    .from(sql`(select 1) as one`);
  if (row?.locked !== true) throw new IdempotencyKeyInUse();
}

async function answerTo(orm: Orm, request: KeyedRequest): Promise<StoredAnswer | undefined> {
  const { userId, operation, key, fingerprint } = request;
  const [row] = await orm
    .select()
    .from(table)
    .where(
      and(
        ownedBy({ id: userId }, table),
        eq(table.operation, operation),
        eq(table.key, key),
        gt(table.expiresAt, new Date()),
      ),
    );
  if (row !== undefined && row.fingerprint !== fingerprint) throw new IdempotencyKeyReused();
  return row;
}

/** The idempotency keys, in the session of the request. */
export const idempotencyKeys = dependency(
  { name: "idempotencyKeys", depends: { session: dbSession, settings } },
  ({ session, settings }) => new IdempotencyKeys(session, settings.idempotencyKeyHours),
);
