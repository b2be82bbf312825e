/** What people do with their own account: signing up, proving an e-mail, passwords, leaving. */
import { dependency } from "tenon";
import type { Caller } from "../core/caller.ts";
import { WrongPassword } from "../core/errors.ts";
import type { Origin } from "../core/origin.ts";
import { dbSession, type Session } from "../db/session.ts";
import { type Mails, mails } from "../jobs/mails.ts";
import { checkSaysMoreThanNames } from "../schemas/password.ts";
import { type AuditTrail, auditTrail } from "./audit-trail.ts";
import { type LoginSessions, loginSessions } from "./login-sessions.ts";
import { type MailLinks, mailLinks } from "./mail-links.ts";
import { type NewAccount, type User, type UserService, userService } from "./user-service.ts";

/** A new password, and the present one that confirms it. */
export interface PasswordChange {
  readonly currentPassword: string;
  readonly password: string;
}

/** A new e-mail, and the password that confirms it. */
export interface EmailChange {
  readonly currentPassword: string;
  readonly email: string;
}

/** What accounts are made of. */
export interface AccountParts {
  readonly session: Session;
  readonly users: UserService;
  readonly logins: LoginSessions;
  readonly links: MailLinks;
  readonly audit: AuditTrail;
  readonly mails: Mails;
}

/** The rules of one's own account. */
export class AccountService {
  readonly #parts: AccountParts;

  constructor(parts: AccountParts) {
    this.#parts = parts;
  }

  /**
   * Makes an account for whoever asks, usable by its username at once. Whether the e-mail is known makes no difference that
   * the caller could see: the same work is done, and only the mail is another one, to the owner of the address.
   *
   * @throws {UsernameTaken}
   */
  async signUp(account: NewAccount, origin: Origin): Promise<void> {
    const { users, audit } = this.#parts;
    const user = await users.create(account);
    await audit.record("signed_up", origin, { userId: user.id });
    await this.#askToVerify(user, account.email, "verifyEmail", this.#tellOfSignUp(user));
  }

  /** Sends the link to the present e-mail once more; nothing when it is verified. */
  async resendVerification({ user }: Caller): Promise<void> {
    if (user.emailVerifiedAt !== null) return;
    await this.#askToVerify(user, user.email, "verifyEmail", this.#tellOfSignUp(user));
  }

  /**
   * Takes the link of a mail: its address becomes the account's, and counts as verified.
   *
   * @throws {MailLinkInvalid}
   * @throws {EmailTaken} when another account was faster; only who reads the mailbox gets here
   */
  async verifyEmail(token: string, origin: Origin): Promise<User> {
    const { users, links, audit } = this.#parts;
    const { userId, email } = await links.take(token, "verify_email");
    const user = await users.update(userId, { email, emailVerifiedAt: new Date() });
    // A link to set a password that went to the old address must not open the account any more.
    await links.drop(userId, "reset_password");
    await audit.record("email_verified", origin, { userId });
    return user;
  }

  /**
   * Asks for another e-mail: it is the account's when its link was followed. The old one is told.
   *
   * @throws {WrongPassword}
   */
  async changeEmail(caller: Caller, { currentPassword, email }: EmailChange, origin: Origin): Promise<void> {
    const { audit, mails } = this.#parts;
    await this.#confirm(caller, currentPassword, origin);
    const { user } = caller;
    await audit.record("email_change_requested", origin, { userId: user.id });
    if (user.emailVerifiedAt !== null)
      await mails.send("emailChanging", user, user.email, { newEmail: email });
    await this.#askToVerify(user, email, "confirmNewEmail", (owner) =>
      mails.send("emailWanted", owner, owner.email, {}),
    );
  }

  /**
   * Changes the password; all other sessions end.
   *
   * @throws {WrongPassword}
   * @throws {RequestValidationError} when the new one repeats the account's names
   */
  async changePassword(
    caller: Caller,
    { currentPassword, password }: PasswordChange,
    origin: Origin,
  ): Promise<void> {
    await this.#confirm(caller, currentPassword, origin);
    checkSaysMoreThanNames(password, caller.user);
    const passwordHash = await this.#parts.users.hashPassword(password);
    await this.#setPassword(caller.user.id, passwordHash, origin, "password_changed", caller.sessionId);
  }

  /** Sends a link to set a new password, if the e-mail is verified for an active account; tells nobody whether it is. */
  async requestPasswordReset(email: string, origin: Origin): Promise<void> {
    const { users, audit, mails } = this.#parts;
    const user = await users.findByVerifiedEmail(email);
    if (!user?.isActive) return;
    await audit.record("password_reset_requested", origin, { userId: user.id });
    await mails.send("resetPassword", user, user.email, {});
  }

  /**
   * Sets a new password by the link of a mail; all sessions end, for the old password may be in other hands.
   *
   * @throws {MailLinkInvalid}
   * @throws {RequestValidationError} when it repeats the account's names; the link still works
   */
  async resetPassword(token: string, password: string, origin: Origin): Promise<void> {
    const { links, users } = this.#parts;
    const account = await users.get(await links.check(token, "reset_password"));
    checkSaysMoreThanNames(password, account);
    const passwordHash = await users.hashPassword(password);
    const { userId } = await links.take(token, "reset_password");
    await this.#setPassword(userId, passwordHash, origin, "password_reset");
  }

  /**
   * Puts the account to sleep: it signs in no more, until an administrator enables it.
   *
   * @throws {WrongPassword}
   * @throws {LastAdmin}
   */
  async deactivate(caller: Caller, currentPassword: string, origin: Origin): Promise<void> {
    const { users, logins, audit } = this.#parts;
    await this.#confirm(caller, currentPassword, origin);
    await users.checkNotLastAdmin(caller.user);
    await audit.record("account_deactivated", origin, { userId: caller.user.id });
    await logins.endAll(caller.user, origin);
    await users.update(caller.user.id, { isActive: false });
  }

  /**
   * Deletes the account and everything that is its.
   *
   * @throws {WrongPassword}
   * @throws {LastAdmin}
   */
  async delete(caller: Caller, currentPassword: string, origin: Origin): Promise<void> {
    const { users, audit, mails } = this.#parts;
    const { user } = caller;
    await this.#confirm(caller, currentPassword, origin);
    await users.checkNotLastAdmin(user);
    await audit.record("account_deleted", origin, { userId: user.id });
    await users.remove(user.id);
    if (user.emailVerifiedAt !== null) await mails.send("accountDeleted", user, user.email, {});
  }

  /** A new password, and the end of what was signed in with the old one. */
  async #setPassword(
    userId: string,
    passwordHash: string,
    origin: Origin,
    event: "password_changed" | "password_reset",
    except?: string,
  ): Promise<void> {
    const { users, links, logins, audit, mails } = this.#parts;
    const user = await users.update(userId, { passwordHash });
    await links.drop(userId, "reset_password");
    await logins.endAll(user, origin, except === undefined ? {} : { except });
    await audit.record(event, origin, { userId });
    if (user.emailVerifiedAt !== null) await mails.send("passwordChanged", user, user.email, {});
  }

  /** A stolen access token must not be enough. The failure is kept, although the answer is an error. */
  async #confirm({ user }: Caller, password: string, origin: Origin): Promise<void> {
    const { users, audit, session } = this.#parts;
    if (await users.hasPassword(user, password)) return;
    await audit.record("password_check_failed", origin, { userId: user.id });
    await session.release();
    throw new WrongPassword();
  }

  #tellOfSignUp({ username: newUsername }: User) {
    return (owner: User) => this.#parts.mails.send("emailKnown", owner, owner.email, { newUsername });
  }

  /** Mails a link to an address; where the address is another account's, its owner is told instead. */
  async #askToVerify(
    user: User,
    email: string,
    letter: "verifyEmail" | "confirmNewEmail",
    tellOwner: (owner: User) => Promise<void>,
  ): Promise<void> {
    const { users, mails } = this.#parts;
    const owner = await users.findByVerifiedEmail(email);
    // One query and one job in both cases: the work does not tell.
    if (owner === undefined || owner.id === user.id) await mails.send(letter, user, email, {});
    else await tellOwner(owner);
  }
}

/** One's own account, in the session of the request. */
export const accountService = dependency(
  {
    name: "accountService",
    depends: {
      session: dbSession,
      users: userService,
      logins: loginSessions,
      links: mailLinks,
      audit: auditTrail,
      mails,
    },
  },
  (parts) => new AccountService(parts),
);
