/** The rule for new passwords: NIST SP 800-63B-4. Length counts; compositions are not asked for; nothing is cut off. */
import { z } from "zod";

const longest = 1024;

/** A password to be set. It never comes back in an answer, nor in a message about a fault. */
export function newPassword(minLength: number) {
  return z
    .string()
    .min(minLength)
    .max(longest)
    .meta({
      description: `At least ${minLength} characters, any of them; a sentence is a good one`,
      examples: ["correct horse battery staple"],
      format: "password",
      writeOnly: true,
    });
}
