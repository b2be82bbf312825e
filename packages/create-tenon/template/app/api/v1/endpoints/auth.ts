/** Signing up and signing in. */
import { open, post, responseHeaders, router } from "tenon";
import { OAuth2Error, oauth2Errors, oauth2PasswordFormStrict } from "tenon/security";
import { UsernameTaken } from "../../../core/errors.ts";
import { grantedScopes } from "../../../core/security.ts";
import { accessTokens } from "../../../core/tokens.ts";
import { jobQueue } from "../../../jobs/queue.ts";
import { welcomeMail } from "../../../jobs/welcome-mail.ts";
import { SignUp, SignUpAccepted, Token } from "../../../schemas/auth.ts";
import { userService } from "../../../services/user-service.ts";

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
        depends: { users: userService, jobs: jobQueue },
      }),
      async ({ body, users, jobs }) => {
        const user = await users.signUp(body);
        await jobs.send(welcomeMail, { userId: user.id });
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
