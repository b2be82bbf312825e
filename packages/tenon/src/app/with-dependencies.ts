/** The same dependencies in a script: an app is started for one function, and stopped after it. */
import type { Received } from "../depends/need.ts";
import type { CheckRunNeeds, RunNeeds } from "../depends/run-function.ts";
import type { App } from "./app.ts";
import type { StartOptions } from "./app-options.ts";

/**
 * Starts an app, calls a function with dependencies, and stops the app, whatever happens. Jobs can be sent, and are not run.
 *
 * @param app whose app-scoped dependencies and lifespan are wanted
 * @param needs the dependencies of the function; none that touches a request
 * @param call the function; its error is thrown into the dependencies and comes out here
 * @example
 * await withDependencies(app, { depends: { users: userService } }, ({ users }) => users.create(admin));
 */
export async function withDependencies<const N extends RunNeeds, Result>(
  app: App,
  needs: N & CheckRunNeeds<N>,
  call: (received: Received<N>) => Result,
  options: StartOptions = {},
): Promise<Awaited<Result>> {
  const running = await app.start({ work: "none", ...options });
  try {
    return await running.run(needs, call);
  } finally {
    await running.stop();
  }
}
