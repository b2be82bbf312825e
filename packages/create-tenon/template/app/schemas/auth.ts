/** The contracts of signing up and signing in. */
import { z } from "zod";
import { currentSettings } from "../core/settings.ts";
import { newPassword } from "./password.ts";
import { EmailAddress, Username } from "./user.ts";

/** An account that somebody makes for themselves. */
export const SignUp = z
  .object({
    username: Username,
    email: EmailAddress,
    password: newPassword(currentSettings().passwordMinLength),
  })
  .meta({ id: "SignUp" });

/** The answer to every sign-up that the contract allows: it does not tell whether the e-mail was known. */
export const SignUpAccepted = z
  .object({ message: z.string().meta({ examples: ["Your account is ready. Sign in with your username."] }) })
  .meta({ id: "SignUpAccepted" });

/** A token response of OAuth 2.0 (RFC 6749, section 5.1), in its own spelling. */
export const Token = z
  .object({
    access_token: z.string(),
    token_type: z.literal("bearer"),
    expires_in: z.int().describe("Seconds"),
    scope: z.string().describe("The scopes granted, separated by spaces"),
  })
  .meta({ id: "Token" });
