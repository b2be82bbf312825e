/** Starts a tool that is installed in this folder. */
import { execFile } from "node:child_process";
import { join } from "node:path";

const here = import.meta.dirname;
const environment = {
  ...process.env,
  // Nothing is sent from a test to the makers of a tool.
  REDOCLY_TELEMETRY: "off",
  REDOCLY_SUPPRESS_UPDATE_NOTICE: "true",
};

/**
 * What a tool writes, whether or not it has found something.
 * @param finding the status that it ends with when it has
 * @throws {Error} when it ends in any other way
 */
export function runTool(program: string, args: readonly string[], finding: number): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  execFile(
    join(here, "node_modules/.bin", program),
    [...args],
    { cwd: here, env: environment, maxBuffer: 64 * 1024 * 1024 },
    (error, stdout, stderr) => {
      if (error === null || error.code === finding) resolve(stdout);
      else reject(new Error(`${program} ended with ${error.code}: ${stderr}`, { cause: error }));
    },
  );
  return promise;
}
