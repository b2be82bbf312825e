/** Passwords that say little beyond the names of their own account (NIST SP 800-63B-4, 3.1.1.2: context-specific words). */

/** The names of an account, which somebody who attacks it knows. */
export interface AccountNames {
  readonly username: string;
  readonly email: string;
}

/** What has to be left of a password without the names: the shortest that NIST allows for any password. */
const leastBeside = 8;

/** Shorter ones stand in many words by chance. */
const shortestName = 3;

/** Whether a password is one of the names, one of them again and again, or one with a few characters more. */
export function repeatsNames(password: string, { username, email }: AccountNames): boolean {
  const folded = fold(password);
  const names = [email, email.split("@")[0] ?? "", username]
    .map(fold)
    .filter((it) => it.length >= shortestName);
  // The longest first: the others stand in it.
  const left = names
    .toSorted((some, other) => other.length - some.length)
    .reduce((rest, name) => rest.replaceAll(name, ""), folded);
  return left !== folded && Array.from(left).length < leastBeside;
}

function fold(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}
