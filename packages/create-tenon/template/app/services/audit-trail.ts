/** The audit trail: what happened to accounts, when, from where. Rows are added and never changed. */
import { and, desc, eq, lt } from "drizzle-orm";
import { dependency, type Logger, logger } from "tenon";
import type { AuditEventName } from "../core/audit-event-names.ts";
import { authEvents } from "../core/metrics.ts";
import type { Origin } from "../core/origin.ts";
import { dbSession, type Session } from "../db/session.ts";
import { type AuditEventRow, auditEvents } from "../models/audit-event.ts";

/** What is said of an event, beside where it came from. Never a secret, never what somebody typed for a password. */
export interface AuditDetails {
  /** Whose account it is about. */
  readonly userId?: string | null;
  /** Who did it, when that was not the account's owner. */
  readonly actorId?: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Which events to read: newest first, below a given one. */
export interface AuditQuery {
  readonly limit: number;
  readonly before?: string | undefined;
  readonly userId?: string | undefined;
  readonly event?: AuditEventName | undefined;
}

/** An event as it is shown. */
export type AuditEvent = AuditEventRow;

/** Records and reads security events, in the session of the request; counts them, and marks them in the log. */
export class AuditTrail {
  readonly #session: Session;
  readonly #log: Logger | undefined;

  constructor(session: Session, log?: Logger) {
    this.#session = session;
    this.#log = log;
  }

  /** Adds an event. It is kept if the session commits; before an error answer, `release()` the session. */
  async record(
    event: AuditEventName,
    { address, userAgent }: Origin,
    { userId = null, actorId, details = {} }: AuditDetails,
  ): Promise<void> {
    await this.#session.orm
      .insert(auditEvents)
      .values({ event, userId, actorId: actorId ?? null, address, userAgent, details });
    authEvents.inc({ event });
    this.#log?.info({ security: true, event, user: userId, actor: actorId, address }, "Security event");
  }

  /** The events that fit, newest first. */
  async list({ limit, before, userId, event }: AuditQuery): Promise<AuditEvent[]> {
    const conditions = [
      before === undefined ? undefined : lt(auditEvents.id, before),
      userId === undefined ? undefined : eq(auditEvents.userId, userId),
      event === undefined ? undefined : eq(auditEvents.event, event),
    ];
    const { orm } = this.#session;
    return orm
      .select()
      .from(auditEvents)
      .where(and(...conditions))
      .orderBy(desc(auditEvents.id))
      .limit(limit);
  }
}

/** The audit trail in the session of the request. */
export const auditTrail = dependency(
  { name: "auditTrail", depends: { session: dbSession, logger } },
  ({ session, logger }) => new AuditTrail(session, logger),
);
