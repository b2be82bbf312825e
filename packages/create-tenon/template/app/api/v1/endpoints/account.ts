/** One's own account and its sessions. */
import { del, get, ownerOnly, patch, post, put, router } from "tenon";
import { z } from "zod";
import { LastAdmin, LoginSessionNotFound, UsernameTaken, WrongPassword } from "../../../core/errors.ts";
import { origin } from "../../../core/origin.ts";
import { failedConfirmations, perAccount } from "../../../core/rate-limits.ts";
import { caller, currentUser } from "../../../core/security.ts";
import {
  EmailChange,
  LoginSessionResponse,
  PasswordChange,
  PasswordConfirmation,
  ProfileChange,
} from "../../../schemas/account.ts";
import { Accepted } from "../../../schemas/auth.ts";
import { UserResponse } from "../../../schemas/user.ts";
import { accountService } from "../../../services/account-service.ts";
import { loginSessions } from "../../../services/login-sessions.ts";
import { userService } from "../../../services/user-service.ts";

/** What a change needs that the password confirms: the caller, the rules, and where the request comes from for the audit trail. */
const confirmed = { failedConfirmations, caller, accounts: accountService, origin };

/** What an account ends by. */
const leaving = {
  body: PasswordConfirmation,
  status: 204,
  errors: [WrongPassword, LastAdmin],
  depends: confirmed,
} as const;

export const account = router(
  { prefix: "/users/me", tags: ["account"], depends: { perAccount } },
  {
    read: get(
      "",
      ownerOnly({ summary: "Read yourself", response: UserResponse, depends: { user: currentUser } }),
      ({ user }) => user,
    ),

    change: patch(
      "",
      ownerOnly({
        summary: "Change yourself",
        body: ProfileChange,
        response: UserResponse,
        errors: [UsernameTaken],
        depends: { user: currentUser, users: userService },
      }),
      ({ body: { username }, user, users }) =>
        users.update(user.id, username === undefined ? {} : { username }),
    ),

    changePassword: put(
      "/password",
      ownerOnly({
        summary: "Change your password",
        description: "All your other sessions end.",
        body: PasswordChange,
        status: 204,
        errors: [WrongPassword],
        depends: confirmed,
      }),
      ({ body, caller, accounts, origin }) => accounts.changePassword(caller, body, origin),
    ),

    changeEmail: put(
      "/email",
      ownerOnly({
        summary: "Change your e-mail",
        description:
          "It is yours when the link in the mail to it was followed; the old one is told. The answer is the same whether or not it is known.",
        body: EmailChange,
        response: Accepted,
        status: 202,
        errors: [WrongPassword],
        depends: confirmed,
      }),
      async ({ body, caller, accounts, origin }) => {
        await accounts.changeEmail(caller, body, origin);
        return { message: "Follow the link in the mail to the new address." };
      },
    ),

    resendVerification: post(
      "/email/verification",
      ownerOnly({
        summary: "Send the mail to verify your e-mail once more",
        response: Accepted,
        status: 202,
        depends: { caller, accounts: accountService },
      }),
      async ({ caller, accounts }) => {
        await accounts.resendVerification(caller);
        return { message: "Follow the link in the mail." };
      },
    ),

    deactivate: post(
      "/deactivate",
      ownerOnly({
        ...leaving,
        summary: "Deactivate your account",
        description: "All sessions end. An administrator can enable it again.",
      }),
      ({ body, caller, accounts, origin }) => accounts.deactivate(caller, body.currentPassword, origin),
    ),

    delete: post(
      "/delete",
      ownerOnly({
        ...leaving,
        summary: "Delete your account",
        description: "For good. A POST, because it takes your password, and a DELETE has no body.",
      }),
      ({ body, caller, accounts, origin }) => accounts.delete(caller, body.currentPassword, origin),
    ),

    sessions: get(
      "/sessions",
      ownerOnly({
        summary: "List your sessions",
        response: z.array(LoginSessionResponse),
        depends: { caller, logins: loginSessions },
      }),
      async ({ caller, logins }) => {
        const sessions = await logins.list(caller.user);
        return sessions.map((session) => ({ ...session, current: session.id === caller.sessionId }));
      },
    ),

    endSession: del(
      "/sessions/:id",
      ownerOnly({
        summary: "End one of your sessions",
        params: { id: z.uuid() },
        status: 204,
        errors: [LoginSessionNotFound],
        depends: { caller, logins: loginSessions, origin },
      }),
      ({ params, caller, logins, origin }) => logins.end(caller.user, params.id, origin),
    ),

    endOtherSessions: del(
      "/sessions",
      ownerOnly({
        summary: "End all your sessions but this one",
        status: 204,
        depends: { caller, logins: loginSessions, origin },
      }),
      ({ caller, logins, origin }) => logins.endAll(caller.user, origin, { except: caller.sessionId }),
    ),
  },
);
