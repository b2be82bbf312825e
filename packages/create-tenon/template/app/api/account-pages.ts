/**
 * The pages that links in mails lead to: plain HTML, no script. Opening one changes nothing, because mail scanners open every
 * link; a button does. A front end of its own can use the operations of `/api/v1/auth` in their place.
 */
import { get, open, post, router } from "tenon";
import { z } from "zod";
import { origin } from "../core/origin.ts";
import { failedAttempts, mailsToFormEmail, perAddress } from "../core/rate-limits.ts";
import { currentSettings } from "../core/settings.ts";
import { passwordReset } from "../jobs/password-reset.ts";
import { jobQueue } from "../jobs/queue.ts";
import { PasswordReset, PasswordResetRequest } from "../schemas/auth.ts";
import { accountService } from "../services/account-service.ts";
import { errorsAsPages, field, form, hidden, page } from "./plain-page.ts";

const token = z.string().max(200).default("");

export const accountPages = router(
  { prefix: "/account", hidden: true, onError: errorsAsPages, depends: { perAddress, failedAttempts } },
  {
    verifyEmail: get("/verify-email", open({ query: { token } }), ({ query }) =>
      page("Confirm your e-mail", form("Confirm", hidden("token", query.token))),
    ),

    verifiedEmail: post(
      "/verify-email",
      open({ form: { token }, depends: { accounts: accountService, origin } }),
      async ({ form, accounts, origin }) => {
        await accounts.verifyEmail(form.token, origin);
        return page("Your e-mail is confirmed", "<p>You can sign in with it now.</p>");
      },
    ),

    forgotPassword: get("/forgot-password", open({}), () =>
      page("Set a new password", form("Send me a link", field("Your e-mail", "email", "email", "email"))),
    ),

    sentLink: post(
      "/forgot-password",
      open({
        form: { email: PasswordResetRequest.shape.email },
        depends: { mails: mailsToFormEmail, jobs: jobQueue, origin },
      }),
      async ({ form, jobs, origin }) => {
        await jobs.send(passwordReset, { email: form.email, origin });
        return page(
          "Look at your mail",
          "<p>If this is the e-mail of an account, a link is on its way to it.</p>",
        );
      },
    ),

    resetPassword: get("/reset-password", open({ query: { token } }), ({ query }) => {
      const label = `New password, at least ${currentSettings().passwordMinLength} characters`;
      const fields = hidden("token", query.token) + field(label, "password", "password", "new-password");
      return page("Set a new password", form("Set it", fields));
    }),

    passwordReset: post(
      "/reset-password",
      open({
        form: { token, password: PasswordReset.shape.password },
        depends: { accounts: accountService, origin },
      }),
      async ({ form, accounts, origin }) => {
        await accounts.resetPassword(form.token, form.password, origin);
        return page("Your password is set", "<p>All sessions have ended: sign in with the new one.</p>");
      },
    ),
  },
);
