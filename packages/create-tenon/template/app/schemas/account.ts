/** The contracts of what users do with their own account. */
import { z } from "zod";
import { newPassword, presentPassword } from "./password.ts";
import { Timestamp } from "./timestamp.ts";
import { EmailAddress, Username } from "./user.ts";

/** What users may change of themselves without more ado. */
export const ProfileChange = z.object({ username: Username.optional() }).meta({ id: "ProfileChange" });

/** A new password, confirmed by the present one. */
export const PasswordChange = z
  .object({ currentPassword: presentPassword(), password: newPassword() })
  .meta({ id: "PasswordChange" });

/** A new e-mail, confirmed by the password. */
export const EmailChange = z
  .object({ currentPassword: presentPassword(), email: EmailAddress })
  .meta({ id: "EmailChange" });

/** Confirms what cannot be taken back. */
export const PasswordConfirmation = z
  .object({ currentPassword: presentPassword() })
  .meta({ id: "PasswordConfirmation" });

/** A sign-in on one device. */
export const LoginSessionResponse = z
  .object({
    id: z.uuid(),
    current: z.boolean().describe("Whether it is the one of this request"),
    address: z.nullable(z.string()),
    userAgent: z.nullable(z.string()),
    createdAt: Timestamp,
    lastUsedAt: Timestamp,
    expiresAt: Timestamp,
  })
  .meta({ id: "LoginSession" });
