/** Passwords that attackers try first: a list of common ones, and what repeats or counts (NIST SP 800-63B-4, 3.1.1.2). */
import { dictionary } from "@zxcvbn-ts/language-common";

const common: ReadonlySet<string> = new Set(dictionary["passwords-common"]);

/** The longest unit that is refused for being repeated, whatever it is: `abcabcabcabcabc`. */
const shortUnit = 3;

/** Whether a password is a common one, one of them again and again, or a row of neighbours such as `abcdefghijklmno`. */
export function isCommonPassword(password: string): boolean {
  const folded = password.normalize("NFKC").toLowerCase();
  const unit = repeatedUnit(folded);
  return common.has(folded) || common.has(unit) || unit.length <= shortUnit || countsUpOrDown(folded);
}

/** The shortest beginning that gives the text when it is repeated; the last time it may be cut off. */
function repeatedUnit(text: string): string {
  for (let length = 1; length < text.length; length++) {
    if (text.startsWith(text.slice(length))) return text.slice(0, length);
  }
  return text;
}

function countsUpOrDown(text: string): boolean {
  const codes = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  return [1, -1].some((step) =>
    codes.every((code, index) => index === 0 || code - (codes[index - 1] ?? 0) === step),
  );
}
