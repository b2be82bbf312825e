/** Signing up, signing in and out, and getting back in. */
import { open, ownerOnly, post, responseHeaders, router } from "tenon";
import { OAuth2Error, oauth2Errors, oauth2Refusals } from "tenon/security";
import { checkClient, clientCredentials } from "../../../core/client.ts";
import { EmailTaken, MailLinkInvalid, UsernameTaken } from "../../../core/errors.ts";
import { origin } from "../../../core/origin.ts";
import { failedAttempts, failedSignIns, mailsTo } from "../../../core/rate-limits.ts";
import { caller } from "../../../core/security.ts";
import { passwordReset } from "../../../jobs/password-reset.ts";
import { jobQueue } from "../../../jobs/queue.ts";
import {
  Accepted,
  EmailVerification,
  PasswordReset,
  PasswordResetRequest,
  RevocationRequest,
  Revoked,
  SignUp,
  Token,
  TokenRequest,
} from "../../../schemas/auth.ts";
import { accountService } from "../../../services/account-service.ts";
import { loginSessions } from "../../../services/login-sessions.ts";
import { signInService } from "../../../services/sign-in-service.ts";
import { tokenResponse } from "../token-response.ts";

export const auth = router(
  { prefix: "/auth", tags: ["auth"], depends: { failedAttempts } },
  {
    signup: post(
      "/signup",
      open({
        summary: "Sign up",
        description:
          "Makes an account that is usable by its username at once, and sends a mail to confirm the e-mail. The answer is the same whether or not the e-mail is known.",
        body: SignUp,
        response: Accepted,
        status: 202,
        errors: [UsernameTaken],
        depends: { mails: mailsTo(SignUp), accounts: accountService, origin },
      }),
      async ({ body, accounts, origin }) => {
        await accounts.signUp(body, origin);
        return { message: "Your account is ready. Sign in with your username." };
      },
    ),

    token: post(
      "/token",
      open({
        summary: "Get tokens",
        description:
          "OAuth 2.0 (RFC 6749), for the first-party client only, which is public: `password` signs in with a username or a verified e-mail, `refresh_token` renews. A refresh token is good for one use; one that is used again ends its session.",
        form: TokenRequest,
        response: Token,
        responses: oauth2Refusals,
        onError: oauth2Errors,
        depends: { failedSignIns, client: clientCredentials, signIn: signInService, out: responseHeaders },
      }),
      async ({ form, client, signIn, out }) => {
        const arrivedAt = new Date();
        checkClient(client, form);
        const grant =
          form.grant_type === "password"
            ? await signIn.signIn(given(form, "username"), given(form, "password"), form.scope)
            : await signIn.refresh(given(form, "refresh_token"), form.scope, arrivedAt);
        return tokenResponse(grant, out);
      },
    ),

    revoke: post(
      "/revoke",
      open({
        summary: "Revoke a token",
        description:
          "RFC 7009. The session of the token ends, and all its tokens with it. A token that is unknown is no error.",
        form: RevocationRequest,
        response: Revoked,
        responses: oauth2Refusals,
        onError: oauth2Errors,
        depends: { client: clientCredentials, signIn: signInService },
      }),
      async ({ form, client, signIn }) => {
        checkClient(client, form);
        await signIn.revoke(form.token);
        return {};
      },
    ),

    logout: post(
      "/logout",
      ownerOnly({
        summary: "Sign out",
        description: "Ends the session of this token. Its refresh token and its access tokens stop working.",
        status: 204,
        depends: { caller, logins: loginSessions, origin },
      }),
      ({ caller, logins, origin }) => logins.end(caller.user, caller.sessionId, origin),
    ),

    verifyEmail: post(
      "/verify-email",
      open({
        summary: "Verify an e-mail",
        body: EmailVerification,
        status: 204,
        errors: [MailLinkInvalid, EmailTaken],
        depends: { accounts: accountService, origin },
      }),
      async ({ body, accounts, origin }) => {
        await accounts.verifyEmail(body.token, origin);
      },
    ),

    forgotPassword: post(
      "/forgot-password",
      open({
        summary: "Ask for a link to set a new password",
        description:
          "The answer is the same for every e-mail; a link is sent if it is verified for an account.",
        body: PasswordResetRequest,
        response: Accepted,
        status: 202,
        depends: { mails: mailsTo(PasswordResetRequest), jobs: jobQueue, origin },
      }),
      async ({ body, jobs, origin }) => {
        await jobs.send(passwordReset, { email: body.email, origin });
        return { message: "If this is the e-mail of an account, a link is on its way to it." };
      },
    ),

    resetPassword: post(
      "/reset-password",
      open({
        summary: "Set a new password by a link",
        description: "All sessions of the account end.",
        body: PasswordReset,
        status: 204,
        errors: [MailLinkInvalid],
        depends: { accounts: accountService, origin },
      }),
      ({ body, accounts, origin }) => accounts.resetPassword(body.token, body.password, origin),
    ),
  },
);

/** A parameter that this grant cannot do without. */
function given<Name extends string>(
  form: { readonly [name in Name]?: string | undefined },
  name: Name,
): string {
  const value = form[name];
  if (value === undefined) throw new OAuth2Error("invalid_request", `${name} is missing`);
  return value;
}
