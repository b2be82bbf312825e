/**
 * The rule for new passwords: NIST SP 800-63B-4. Length counts; compositions are not asked for; nothing is cut off; what
 * attackers try first is refused.
 */
import { RequestValidationError } from "tenon";
import { z } from "zod";
import { isCommonPassword } from "../core/common-passwords.ts";
import { type AccountNames, repeatsNames } from "../core/password-names.ts";
import { currentSettings } from "../core/settings.ts";

const longest = 1024;

/** A password to be set. It never comes back in an answer, nor in a message about a fault. */
export function newPassword(minLength: number = currentSettings().passwordMinLength) {
  return z
    .string()
    .min(minLength)
    .max(longest)
    .refine((password) => !isCommonPassword(password), {
      error: "This password is among the first that attackers try: choose another",
      // One fault says enough: what is too short is not looked up.
      abort: true,
      when: ({ issues }) => issues.length === 0,
    })
    .meta({
      description: `At least ${minLength} characters, any of them; a sentence is a good one. Common ones are refused`,
      examples: ["correct horse battery staple"],
      format: "password",
      writeOnly: true,
    });
}

/** The password that an account has: it confirms what must not be done with a stolen token. */
export function presentPassword() {
  return z
    .string()
    .max(longest)
    .meta({ description: "The present password", format: "password", writeOnly: true });
}

/** The fault of a password that repeats the names of its account; what it is about is checked by `repeatsNames`. */
export const namesRepeated = {
  path: ["password"],
  error: "The password is hardly more than the username or the e-mail: choose another",
};

/** The rule for a schema of a new account, whose names stand beside the password. */
export function saysMoreThanNames(account: AccountNames & { readonly password: string }): boolean {
  return !repeatsNames(account.password, account);
}

/**
 * The rule where the names stand in the account.
 *
 * @throws {RequestValidationError} in the same words
 */
export function checkSaysMoreThanNames(password: string, account: AccountNames): void {
  if (repeatsNames(password, account))
    throw new RequestValidationError([
      {
        type: "value_error",
        loc: ["body", ...namesRepeated.path],
        msg: namesRepeated.error,
        ctx: { error: namesRepeated.error },
      },
    ]);
}
