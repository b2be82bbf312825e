/**
 * The rule for new passwords: NIST SP 800-63B-4. Length counts; compositions are not asked for; nothing is cut off; what
 * attackers try first is refused.
 */
import { z } from "zod";
import { isCommonPassword } from "../core/common-passwords.ts";
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

/** Whether a password says nothing beyond the account's own names. */
export function repeatsNames({ username, email, password }: Names): boolean {
  const folded = password.toLowerCase();
  const names = [username, email, email.split("@")[0] ?? ""].map((name) => name.toLowerCase());
  return names.includes(folded);
}

/** Where that fault stands, and what it says. */
export const namesRepeated = {
  path: ["password"],
  error: "The password is the username or the e-mail: choose another",
};

interface Names {
  readonly username: string;
  readonly email: string;
  readonly password: string;
}
