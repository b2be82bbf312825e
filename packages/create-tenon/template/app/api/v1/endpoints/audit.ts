/** The audit trail, for those who may read it. */
import { get, router, secured } from "tenon";
import { z } from "zod";
import { currentUser } from "../../../core/security.ts";
import { AuditEventResponse, AuditQuery } from "../../../schemas/audit.ts";
import { auditTrail } from "../../../services/audit-trail.ts";

export const audit = router(
  { prefix: "/audit-events", tags: ["audit"] },
  {
    list: get(
      "",
      {
        summary: "List security events, newest first",
        query: AuditQuery,
        response: z.array(AuditEventResponse),
        depends: { reader: secured(currentUser, "audit:read"), audit: auditTrail },
      },
      ({ query, audit }) => audit.list(query),
    ),
  },
);
