/** The contracts of signing up, signing in and getting back in. */
import { oauth2PasswordFormStrict } from "tenon/security";
import { z } from "zod";
import { namesRepeated, newPassword, saysMoreThanNames } from "./password.ts";
import { EmailAddress, Username } from "./user.ts";

/** An account that somebody makes for themselves. */
export const SignUp = z
  .object({ username: Username, email: EmailAddress, password: newPassword() })
  .refine(saysMoreThanNames, namesRepeated)
  .meta({ id: "SignUp" });

/** The answer to every sign-up that the contract allows: it does not tell whether the e-mail was known. */
export const Accepted = z
  .object({ message: z.string().meta({ examples: ["Your account is ready. Sign in with your username."] }) })
  .meta({ id: "Accepted" });

/** A parameter that is sent twice is a fault (RFC 6749, 3.2). */
const once = { repeatable: false };

/** A token request: RFC 6749, 4.3.2 (password) and 6 (refresh). */
export const TokenRequest = {
  ...oauth2PasswordFormStrict,
  grant_type: z.enum(["password", "refresh_token"]).meta(once),
  username: z
    .string()
    .optional()
    .meta({ description: "Of `password`: the username, or a verified e-mail", ...once }),
  password: z
    .string()
    .optional()
    .meta({ description: "Of `password`", format: "password", ...once }),
  refresh_token: z
    .string()
    .optional()
    .meta({ description: "Of `refresh_token`: the last one that was given", ...once }),
};

/** What the sign-in page of administration sends. */
export const SignInForm = {
  username: z.string().max(254),
  password: z.string().max(1024).meta({ format: "password" }),
};

/** A token response of OAuth 2.0 (RFC 6749, section 5.1), in its own spelling. */
export const Token = z
  .object({
    access_token: z.string(),
    token_type: z.literal("bearer"),
    expires_in: z.int().describe("Seconds"),
    refresh_token: z.string().describe("Good for one use, which gives the next"),
    scope: z.string().describe("The scopes granted, separated by spaces"),
  })
  .meta({ id: "Token" });

/** A revocation request: RFC 7009, 2.1. */
export const RevocationRequest = {
  token: z.string().meta({ description: "A refresh token or an access token", ...once }),
  token_type_hint: z
    .string()
    .optional()
    .meta({ description: "Not needed: the token tells", ...once }),
  client_id: z.string().optional().meta(once),
  client_secret: z
    .string()
    .optional()
    .meta({ format: "password", ...once }),
};

/** The answer to a revocation: the status says all of it (RFC 7009, 2.2). */
export const Revoked = z.object({}).meta({ id: "Revoked", description: "Nothing: the status says it" });

const linkToken = z.string().min(1).max(200).describe("The token of the link in the mail");

/** Shows a link that was sent to an e-mail. */
export const EmailVerification = z.object({ token: linkToken }).meta({ id: "EmailVerification" });

/** Asks for a link by which a new password can be set. */
export const PasswordResetRequest = z.object({ email: EmailAddress }).meta({ id: "PasswordResetRequest" });

/** Sets a new password by such a link. */
export const PasswordReset = z
  .object({ token: linkToken, password: newPassword() })
  .meta({ id: "PasswordReset" });
