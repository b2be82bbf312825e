/**
 * Signing in with an outside OpenID Connect provider; the routes are there where OIDC_ISSUER is set. The browser goes to `start`,
 * to the provider, and back to OIDC_REDIRECT_URI. That is `callback` itself, or a page of a front end, which hands its query
 * to `callback`: so tokens never stand in an address.
 */
import { get, open, redirect, responseHeaders, router } from "tenon";
import { cors } from "tenon/middleware";
import {
  AccountDisabled,
  EmailNotVouched,
  ProviderUnavailable,
  SignInNotFinished,
} from "../../../core/errors.ts";
import { forgetAttempt, openIdAttempt, rememberAttempt } from "../../../core/openid-attempt.ts";
import { openIdProvider } from "../../../core/openid-client.ts";
import { failedAttempts, perAddress } from "../../../core/rate-limits.ts";
import { currentSettings } from "../../../core/settings.ts";
import { Token } from "../../../schemas/auth.ts";
import { ProviderAnswer } from "../../../schemas/openid.ts";
import { openIdSignIn } from "../../../services/openid-sign-in.ts";
import { tokenResponse } from "../token-response.ts";

/** A front end hands in its query together with the cookie of `start`: here, and nowhere else, it may read what a cookie opens. */
const origins = currentSettings().corsOrigins.filter((origin) => origin !== "*");
const withCookie = origins.length === 0 ? [] : [cors({ origins, credentials: true })];

export const openId = router(
  {
    prefix: "/api/v1/auth/openid",
    tags: ["auth"],
    depends: { perAddress, failedAttempts },
    middleware: withCookie,
  },
  {
    start: get(
      "",
      open({
        summary: "Sign in with the provider",
        description:
          "Leads to the provider. What its answer is compared with stays in a cookie of this browser, for ten minutes.",
        responses: { 303: { description: "To the provider" } },
        errors: [ProviderUnavailable],
        depends: { provider: openIdProvider },
      }),
      async ({ provider }) => {
        const { url, attempt } = await provider.start();
        const reply = redirect(url, { status: 303, headers: { "cache-control": "no-store" } });
        return rememberAttempt(reply, attempt);
      },
    ),

    callback: get(
      "/callback",
      open({
        summary: "Get tokens for what the provider gave",
        description:
          "Takes the query that the provider sent the browser back with, and the cookie of `start`. The first time, the account whose verified e-mail the provider has verified too is linked; where there is none, one is made.",
        query: ProviderAnswer,
        response: Token,
        errors: [SignInNotFinished, EmailNotVouched, AccountDisabled, ProviderUnavailable],
        depends: {
          provider: openIdProvider,
          attempt: openIdAttempt,
          signIn: openIdSignIn,
          out: responseHeaders,
        },
      }),
      async ({ query, provider, attempt, signIn, out }) => {
        const grant = await signIn.signIn(await provider.finish(given(query), attempt));
        forgetAttempt(out);
        return tokenResponse(grant, out);
      },
    ),
  },
);

/** The parameters that are there. */
function given(query: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
