/** The mails of the service. Each is made from plain data, so that sending it can wait, be tried again, or be somebody else's. */
import type { Letter } from "./letter.ts";

/** The kinds of mail. */
export const letterKinds = [
  "verifyEmail",
  "emailKnown",
  "confirmNewEmail",
  "emailWanted",
  "emailChanging",
  "resetPassword",
  "passwordChanged",
  "identityLinked",
  "accountDeleted",
] as const;

/** A kind of mail. */
export type LetterKind = (typeof letterKinds)[number];

/** What each kind is made from, beside the service's own address. */
export interface LetterData extends Record<LetterKind, { readonly username: string }> {
  /** Follows a sign-up: proves that the address is its owner's. */
  readonly verifyEmail: { readonly username: string; readonly token: string };
  /** Follows a sign-up with an address that is verified for somebody else: told to that one, and nobody else. */
  readonly emailKnown: { readonly username: string; readonly newUsername: string };
  /** To a new address that an account wants to have. */
  readonly confirmNewEmail: { readonly username: string; readonly token: string };
  /** To the old address, when a change is asked for. */
  readonly emailChanging: { readonly username: string; readonly newEmail: string };
  readonly resetPassword: { readonly username: string; readonly token: string };
  /** Follows the first sign-in by an outside provider to an account that was there. */
  readonly identityLinked: { readonly username: string; readonly issuer: string };
}

type Letters = {
  readonly [Kind in LetterKind]: (data: LetterData[Kind], publicUrl: string) => Letter;
};

const notYou = "If this was not you, set a new password at once: somebody else may know the one you have.";

const letters: Letters = {
  verifyEmail: ({ username, token }, publicUrl) => ({
    subject: `Welcome, ${username}`,
    paragraphs: [
      `Hello ${username},`,
      "your account is ready: sign in with your username. To sign in with this e-mail too, and to be able to set a new password if you forget yours, confirm that it is yours.",
      { label: "Confirm this e-mail", link: `${publicUrl}/account/verify-email?token=${token}` },
      "The link works once, for a day. If you did not sign up, somebody typed your address by mistake, and you can ignore this mail.",
    ],
  }),
  emailKnown: ({ username, newUsername }, publicUrl) => ({
    subject: "You have an account already",
    paragraphs: [
      `Hello ${username},`,
      `somebody signed up as ${newUsername} with your e-mail. It stays yours: the new account cannot use it.`,
      "If that was you, you can sign in to the account you have; a forgotten password can be set anew.",
      { label: "Set a new password", link: `${publicUrl}/account/forgot-password` },
      "If it was not you, you can ignore this mail.",
    ],
  }),
  confirmNewEmail: ({ username, token }, publicUrl) => ({
    subject: "Confirm your new e-mail",
    paragraphs: [
      `Hello ${username},`,
      "you asked for this to be the e-mail of your account.",
      { label: "Confirm this e-mail", link: `${publicUrl}/account/verify-email?token=${token}` },
      "The link works once, for a day. If you did not ask for it, ignore this mail, and nothing changes.",
    ],
  }),
  emailWanted: ({ username }) => ({
    subject: "Your e-mail was given for another account",
    paragraphs: [
      `Hello ${username},`,
      "somebody gave your e-mail as the new one of another account. It stays yours, and nothing has changed. You can ignore this mail.",
    ],
  }),
  emailChanging: ({ username, newEmail }) => ({
    subject: "Your e-mail is being changed",
    paragraphs: [
      `Hello ${username},`,
      `the e-mail of your account is to become ${newEmail}, as soon as that address is confirmed.`,
      notYou,
    ],
  }),
  resetPassword: ({ username, token }, publicUrl) => ({
    subject: "Set a new password",
    paragraphs: [
      `Hello ${username},`,
      "you, or somebody else, asked for a new password for your account.",
      { label: "Set a new password", link: `${publicUrl}/account/reset-password?token=${token}` },
      "The link works once, for an hour. If it was not you, ignore this mail: your password stays as it is.",
    ],
  }),
  passwordChanged: ({ username }) => ({
    subject: "Your password was changed",
    paragraphs: [`Hello ${username},`, "the password of your account has been changed.", notYou],
  }),
  identityLinked: ({ username, issuer }) => ({
    subject: "Your account has another way in",
    paragraphs: [
      `Hello ${username},`,
      `somebody who has proved there to be the owner of this e-mail signed in to your account by ${issuer}, and can do so from now on.`,
      notYou,
    ],
  }),
  accountDeleted: ({ username }) => ({
    subject: "Your account was deleted",
    paragraphs: [`Hello ${username},`, "your account has been deleted, as you asked."],
  }),
};

/**
 * Writes a letter.
 *
 * @param data what its kind is made from: see `LetterData`; a job carries it as plain texts
 * @param publicUrl the address of the service, which links begin with
 */
export function writeLetter(
  kind: LetterKind,
  data: Readonly<Record<string, string>>,
  publicUrl: string,
): Letter {
  const write = letters[kind] as (data: Readonly<Record<string, string>>, publicUrl: string) => Letter;
  return write(data, publicUrl);
}
