/**
 * The pages that links in mails lead to: plain HTML, no script. Opening one changes nothing, because mail scanners open every
 * link; a button does. A front end of its own can use the operations of `/api/v1/auth` in their place.
 */
import { get, HttpError, html, onError, open, post, type Reply, RequestValidationError, router } from "tenon";
import { z } from "zod";
import { escapeHtml } from "../core/html.ts";
import { origin } from "../core/origin.ts";
import { failedAttempts, mailsToFormEmail, perAddress } from "../core/rate-limits.ts";
import { currentSettings } from "../core/settings.ts";
import { passwordReset } from "../jobs/password-reset.ts";
import { jobQueue } from "../jobs/queue.ts";
import { PasswordReset, PasswordResetRequest } from "../schemas/auth.ts";
import { accountService } from "../services/account-service.ts";

const token = z.string().max(200).default("");

/** What is wrong is said on a page, too. */
const errorsAsPages = [
  onError(RequestValidationError, ({ faults }) =>
    page("This did not work", `<p>${faults.map(({ msg }) => escapeHtml(msg)).join("</p><p>")}</p>`, 422),
  ),
  onError(HttpError, (error) =>
    error.status < 500
      ? page("This did not work", `<p>${escapeHtml(error.message)}</p>`, error.status, error.headers)
      : error,
  ),
];

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

function page(title: string, body: string, status = 200, more: Readonly<Record<string, string>> = {}): Reply {
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title>`;
  const headers = {
    ...more,
    "cache-control": "no-store",
    "content-security-policy":
      "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  };
  const heading = `<h1>${escapeHtml(title)}</h1>`;
  return html(
    `<!doctype html>\n<html lang="en"><head>${head}</head><body>\n${heading}\n${body}\n</body></html>\n`,
    { status, headers },
  );
}

/** A form that is sent to its own page's address. */
function form(button: string, fields: string): string {
  return `<form method="post" action="?">${fields}<p><button>${escapeHtml(button)}</button></p></form>`;
}

function hidden(name: string, value: string): string {
  return `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`;
}

function field(label: string, name: string, type: string, autocomplete: string): string {
  const input = `<input name="${name}" type="${type}" autocomplete="${autocomplete}" required>`;
  return `<p><label>${escapeHtml(label)}<br>${input}</label></p>`;
}
