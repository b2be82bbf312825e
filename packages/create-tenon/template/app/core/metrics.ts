/** The metrics of the service (docs: metrics by name): what the framework measures, and security events. */
import { Counter } from "prom-client";
import { metrics } from "tenon/metrics";
import { auditEventNames } from "./audit-event-names.ts";
import { currentSettings } from "./settings.ts";

/** Shown at METRICS_HOST and METRICS_PORT, not on the port of the service. */
export const meters = metrics(currentSettings().metrics ?? { port: false });

/** Security events, by the names of the audit trail. */
export const authEvents = new Counter({
  name: "tenon_auth_events_total",
  help: "Security events, by the names of the audit trail",
  labelNames: ["event"],
  registers: [meters.registry],
});
// A series that appears with its first event hides that one from a rate.
for (const event of auditEventNames) authEvents.inc({ event }, 0);
