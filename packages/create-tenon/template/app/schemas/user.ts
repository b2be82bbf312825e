/** The contracts of users: what comes in, and all that goes out. */
import { z } from "zod";
import { roles } from "../core/roles.ts";
import { PageQuery, pageOf } from "./page.ts";
import { namesRepeated, newPassword, saysMoreThanNames } from "./password.ts";
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

const Role = z.enum(roles).meta({ examples: ["admin"] });

/** An account made by an administrator. */
export const UserCreate = z
  .object({ username: Username, email: EmailAddress, password: newPassword() })
  .refine(saysMoreThanNames, namesRepeated)
  .meta({ id: "UserCreate" });

/** What administrators may change of a user. */
export const UserChange = z
  .object({
    roles: z.array(Role).max(20).optional().describe("All the roles that it is to have"),
    isActive: z.boolean().optional().describe("`false` ends all its sessions and lets it sign in no more"),
  })
  .meta({ id: "UserChange" });

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

/** What a list of users can be sorted by; `-` in front turns it around. */
export const userSorts = ["createdAt", "-createdAt", "username", "-username", "email", "-email"] as const;

/** Which users to list, in which order. */
export const UserQuery = {
  ...PageQuery,
  sort: z.enum(userSorts).default("createdAt").describe("`-` in front turns it around"),
  search: z.string().max(254).optional().describe("A part of the username or the e-mail, whatever its case"),
  role: Role.optional(),
  isActive: z.boolean().optional(),
  emailVerified: z.boolean().optional(),
};

/** A page of users. */
export const UserPage = pageOf(UserResponse).meta({ id: "UserPage" });
