/** The security events that are kept, by name. */

/** The events that are kept. */
export const auditEventNames = [
  "signed_up",
  "sign_in_succeeded",
  "sign_in_failed",
  "refresh_token_reused",
  "session_ended",
  "sessions_ended",
  "identity_linked",
  "email_verified",
  "email_change_requested",
  "password_changed",
  "password_check_failed",
  "password_reset_requested",
  "password_reset",
  "account_created",
  "account_deactivated",
  "account_deleted",
  "account_disabled",
  "account_enabled",
  "roles_changed",
  "jobs_replayed",
  "jobs_dropped",
] as const;

/** What can happen. */
export type AuditEventName = (typeof auditEventNames)[number];
