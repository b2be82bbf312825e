/** The pages of administration, for a browser: signing in by a cookie, and the jobs. */
import {
  exchange,
  get,
  HttpError,
  onError,
  open,
  ownerOnly,
  post,
  redirect,
  router,
  sameOrigin,
  secured,
} from "tenon";
import { jobsPage } from "tenon/jobs";
import { OAuth2Error } from "tenon/security";
import { escapeHtml } from "../core/html.ts";
import {
  jobsAudited,
  operator,
  operatorCookie,
  operatorCookieOptions,
  operatorScopes,
  staysSignedIn,
} from "../core/operator.ts";
import { origin } from "../core/origin.ts";
import { failedAttempts, failedPageSignIns, perAddress } from "../core/rate-limits.ts";
import { settings } from "../core/settings.ts";
import { dbSession } from "../db/session.ts";
import { engine } from "../jobs/queue.ts";
import { SignInForm } from "../schemas/auth.ts";
import { loginSessions } from "../services/login-sessions.ts";
import { signInService } from "../services/sign-in-service.ts";
import { errorsAsPages, field, form, page } from "./plain-page.ts";

/** Who is not signed in is sent where that can be done. */
const signInFirst = (path: string) => onError(401, () => redirect(path, { status: 303 }));

const mayNot = onError(403, ({ message }) =>
  page("You may not do this", `<p>${escapeHtml(message)}</p>`, { status: 403 }),
);

const signInErrors = [
  onError(OAuth2Error, ({ status, message }) => signInPage(message, status)),
  mayNot,
  ...errorsAsPages,
];

/** Links and redirects are relative: they hold behind any prefix of a proxy's. */
export const adminPages = router(
  { prefix: "/admin", hidden: true, depends: { perAddress } },
  {
    home: get("", open({}), () => redirect("admin/jobs/", { status: 303 })),

    signIn: get("/sign-in", open({}), () => signInPage()),

    signedIn: post(
      "/sign-in",
      open({
        form: SignInForm,
        depends: {
          sameOrigin,
          failedAttempts,
          failedPageSignIns,
          signIn: signInService,
          session: dbSession,
          settings,
          exchange,
        },
        onError: signInErrors,
      }),
      async ({ form, signIn, session, settings, exchange }) => {
        const grant = await signIn.signIn(form.username, form.password, operatorScopes);
        if (grant.scopes.length === 0) {
          // The password was right: the trail says so, and the session that came of it is over at once.
          await signIn.revoke(grant.refreshToken);
          await session.release();
          throw new HttpError(403, "This account may not administer the service");
        }
        const options = operatorCookieOptions(settings, exchange);
        return redirect("./jobs/", { status: 303 }).cookie(operatorCookie, grant.accessToken, {
          ...options,
          maxAge: grant.expiresInSeconds,
        });
      },
    ),

    signOut: post(
      "/sign-out",
      ownerOnly({
        depends: { sameOrigin, operator, logins: loginSessions, origin, settings, exchange },
        onError: [signInFirst("./sign-in"), mayNot],
      }),
      async ({ operator, logins, origin, settings, exchange }) => {
        await logins.end(operator.user, operator.sessionId, origin);
        const options = operatorCookieOptions(settings, exchange);
        return redirect("./sign-in", { status: 303 }).deleteCookie(operatorCookie, options);
      },
    ),

    jobs: jobsPage({
      prefix: "/jobs",
      engine,
      signOut: "../sign-out",
      depends: { operator: secured(operator, "jobs:manage"), staysSignedIn, jobsAudited },
      onError: [signInFirst("../sign-in"), mayNot],
    }),
  },
);

function signInPage(problem?: string, status = 200) {
  const said = problem === undefined ? "" : `<p role="alert">${escapeHtml(problem)}</p>`;
  const fields =
    field("Username or e-mail", "username", "text", "username") +
    field("Password", "password", "password", "current-password");
  return page("Sign in", said + form("Sign in", fields), { status });
}
