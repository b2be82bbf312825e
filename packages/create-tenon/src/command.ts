/** Running other programs. */
import { spawn } from "node:child_process";
import { Refusal } from "./project.ts";

/**
 * Runs a command to its end, quietly, and gives what it printed.
 *
 * @throws {Refusal} with all that it printed, when it is not there or fails
 */
export function run(command: string, args: readonly string[], folder: string): Promise<string> {
  return new Promise((resolve, reject) => {
    // npm is a batch file on Windows, which only a shell can start.
    const shell = process.platform === "win32";
    const child = spawn(command, args, { cwd: folder, shell, stdio: ["ignore", "pipe", "pipe"] });
    let printed = "";
    const output: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => void output.push(chunk));
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => {
        printed += chunk;
      });
    child.once("error", (cause) =>
      reject(new Refusal(`${command} does not start: ${cause.message}`, { cause })),
    );
    child.once("close", (code) => {
      if (code === 0) resolve(Buffer.concat(output).toString("utf8"));
      else reject(new Refusal(`"${command} ${args.join(" ")}" ended with ${code}:\n${printed.trim()}`));
    });
  });
}
