/** Signing up and signing in. */
import { backgroundTasks, open, post, responseHeaders, router, task } from "tenon";
import { OAuth2Error, oauth2Errors, oauth2PasswordFormStrict } from "tenon/security";
import { UsernameTaken } from "../../../core/errors.ts";
import { grantedScopes } from "../../../core/security.ts";
import { settings } from "../../../core/settings.ts";
import { accessTokens } from "../../../core/tokens.ts";
import { mailer } from "../../../emails/mailer.ts";
import { welcome } from "../../../emails/welcome.ts";
import { SignUp, SignUpAccepted, Token } from "../../../schemas/auth.ts";
import { userService } from "../../../services/user-service.ts";

/** Runs after the answer has left: a mail server that is slow or down is nothing the caller has to wait for. */
const sendWelcome = task(
  { name: "sendWelcome", depends: { mailer, settings } },
  async ({ mailer, settings }, { username, email }: { username: string; email: string }) => {
    await mailer.send(email, welcome({ username, publicUrl: settings.publicUrl }));
  },
);

export const auth = router(
  { prefix: "/auth", tags: ["auth"] },
  {
    signup: post(
      "/signup",
      open({
        summary: "Sign up",
        description:
          "Makes an account that is usable by its username at once. The answer is the same whether or not the e-mail is known.",
        body: SignUp,
        response: SignUpAccepted,
        status: 202,
        errors: [UsernameTaken],
        depends: { users: userService, tasks: backgroundTasks },
      }),
      async ({ body, users, tasks }) => {
        const { username, email } = await users.signUp(body);
        tasks.add(sendWelcome, { username, email });
        return { message: "Your account is ready. Sign in with your username." };
      },
    ),

    token: post(
      "/token",
      open({
        summary: "Get an access token",
        description:
          "OAuth 2.0 password flow (RFC 6749, 4.3), for first-party clients only. The username may be a verified e-mail.",
        form: oauth2PasswordFormStrict,
        response: Token,
        onError: oauth2Errors,
        depends: { users: userService, tokens: accessTokens, out: responseHeaders },
      }),
      async ({ form, users, tokens, out }) => {
        const user = await users.authenticate(form.username, form.password);
        if (user === undefined)
          throw new OAuth2Error("invalid_grant", "The username or the password is wrong");
        const issued = await tokens.issue(user.id, grantedScopes(user, form.scope));
        // RFC 6749, 5.1: nobody on the way may keep a token.
        out.set("cache-control", "no-store").set("pragma", "no-cache");
        return {
          access_token: issued.token,
          token_type: "bearer",
          expires_in: issued.expiresInSeconds,
          scope: issued.scopes.join(" "),
        };
      },
    ),
  },
);
