/** The contracts of users: what comes in, and all that goes out. */
import { z } from "zod";
import { currentSettings } from "../core/settings.ts";
import { pageOf } from "./page.ts";
import { newPassword } from "./password.ts";
import { Timestamp } from "./timestamp.ts";

/** No `@`: what has one is an e-mail, so that a sign-in name is never both. */
export const Username = z
  .string()
  .min(3)
  .max(32)
  .regex(/^[A-Za-z0-9._-]+$/)
  .meta({
    description: "Letters, digits, dots, underscores, hyphens; unique whatever its case",
    examples: ["ada"],
  });

/** An e-mail address; 254 is the longest that SMTP can carry. */
export const EmailAddress = z
  .email()
  .max(254)
  .meta({ examples: ["ada@example.com"] });

/** An account made by an administrator. */
export const UserCreate = z
  .object({
    username: Username,
    email: EmailAddress,
    password: newPassword(currentSettings().passwordMinLength),
  })
  .meta({ id: "UserCreate" });

/** What users may change of themselves. */
export const UserUpdate = z
  .object({
    username: Username.optional(),
    email: EmailAddress.optional().describe("A changed e-mail counts as not verified"),
  })
  .meta({ id: "UserUpdate" });

/** A user as the API shows it. */
export const UserResponse = z
  .object({
    id: z.uuid().meta({ examples: ["0198c5a4-0e3b-7a59-8f0e-2f1f4f6f3a51"] }),
    username: Username,
    email: EmailAddress,
    emailVerifiedAt: z
      .nullable(Timestamp)
      .describe("When the e-mail was verified; only then it can be used to sign in"),
    roles: z.array(z.string()).meta({ examples: [["admin"]] }),
    isActive: z.boolean().describe("A user that is not active cannot sign in"),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: "User" });

/** A page of users. */
export const UserPage = pageOf(UserResponse).meta({ id: "UserPage" });
