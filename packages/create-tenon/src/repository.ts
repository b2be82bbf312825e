/** The git repository of a new project. */
import { run } from "./command.ts";

/**
 * Makes a repository with a first commit. A project inside another repository belongs to that one.
 *
 * @returns what to tell, when something was left undone
 */
export async function makeRepository(folder: string): Promise<string | undefined> {
  if (await succeeds(["rev-parse", "--is-inside-work-tree"], folder))
    return "The folder is in a git repository already: no new one was made.";
  if (!(await succeeds(["init", "--quiet", "--initial-branch=main"], folder)))
    return "git is not there, or too old: no repository was made.";
  await run("git", ["add", "--all"], folder);
  const committed = await succeeds(["commit", "--quiet", "--message", "A new service on Tenon"], folder);
  return committed
    ? undefined
    : "git does not know who you are (user.name, user.email): nothing is committed yet.";
}

async function succeeds(args: readonly string[], folder: string): Promise<boolean> {
  return run("git", args, folder).then(
    () => true,
    () => false,
  );
}
