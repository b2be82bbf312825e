/** The contract of the audit trail. */
import { z } from "zod";
import { auditEventNames } from "../core/audit-event-names.ts";
import { limit } from "./page.ts";
import { Timestamp } from "./timestamp.ts";

const AuditEventName = z.enum(auditEventNames);

/** Which events to read, newest first. */
export const AuditQuery = {
  limit,
  before: z.uuid().optional().describe("The id of the last event of the page before"),
  userId: z.uuid().optional(),
  event: AuditEventName.optional(),
};

/** A security event. */
export const AuditEventResponse = z
  .object({
    id: z.uuid(),
    at: Timestamp,
    event: z.string().meta({ examples: ["sign_in_failed"] }),
    userId: z.nullable(z.uuid()).describe("Whose account it is about"),
    actorId: z.nullable(z.uuid()).describe("Who did it, when that was somebody else"),
    address: z.nullable(z.string()),
    userAgent: z.nullable(z.string()),
    details: z.record(z.string(), z.unknown()),
  })
  .meta({ id: "AuditEvent" });
